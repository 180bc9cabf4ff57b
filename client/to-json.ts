/**
 * JSON with what `JSON.stringify` writes otherwise or not at all: typed arrays, Node's buffers too,
 * are lists; large integers and infinities are as the service reads them. NaN is null, as always.
 */
export function toJson(body: unknown): string {
  // Stands before numbers that are texts at first; nobody's own text begins with it.
  const mark = Math.random();
  const replace = function (this: Record<string, unknown>, key: string, value: unknown): unknown {
    // A buffer's `toJSON` has been called by now; here it is still itself.
    const given = this[key];
    if (ArrayBuffer.isView(given)) return [...(given as Uint8Array)];
    return typeof given === 'bigint' || given === Infinity || given === -Infinity
      ? `${mark}${given as number}`
      : value;
  };
  return JSON.stringify(body, replace).replace(RegExp(`"${mark}(.+?)"`, 'g'), '$1');
}
