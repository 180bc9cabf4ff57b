/** Shortest key that signs as well as its algorithm can. */
const KEY_BYTES = 32;

/** @throws RangeError */
export function toPredictionKey(text: string): Uint8Array {
  const key = Buffer.from(text);
  if (key.length >= KEY_BYTES) return key;
  throw new RangeError(
    `A key that signs predictions' ids has ${KEY_BYTES} bytes or more; got ${key.length}.`,
  );
}
