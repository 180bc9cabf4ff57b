import { quote } from '../core/quote.ts';

/** S3's limit. */
const KEY_BYTES = 1024;

/**
 * The key itself, if S3 would take it too.
 * @throws RangeError
 */
export function checkKey(key: string): string {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes >= 1 && sizeBytes <= KEY_BYTES && key.isWellFormed()) return key;
  throw new RangeError(
    `A key has 1 to ${KEY_BYTES} bytes of UTF-8; got ${quote(key)} with ${sizeBytes}.`,
  );
}
