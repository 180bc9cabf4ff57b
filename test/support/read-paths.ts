/** The keys of a body and of the objects within it, by their paths: `parameters.top_k`. */
export function listPaths(body: object, outer = ''): string[] {
  return Object.entries(body).flatMap(([key, value]) => {
    const path = `${outer}${key}`;
    return isPlain(value) ? [path, ...listPaths(value, `${path}.`)] : [path];
  });
}

/** @returns the same, which tells the path of every key that is read of it */
export function noteReads<T>(value: T, onRead: (path: string) => void, outer = ''): T {
  if (!isPlain(value)) return value;
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol') return found;
      onRead(`${outer}${key}`);
      return noteReads(found, onRead, `${outer}${key}.`);
    },
  });
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
