/**
 * A value that is made when it is first asked for: a start pays for nothing that its first answer
 * does not need. A promise that is rejected is not kept: the next call makes another.
 */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    if (made) return made.value;
    const value = make();
    made = { value };
    if (value instanceof Promise) {
      value.catch(() => {
        made = undefined;
      });
    }
    return value;
  };
}
