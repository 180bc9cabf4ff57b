import { Buffer, isUtf8 } from 'node:buffer';
import { MaasError } from '../errors.ts';

/** Bytes of the little-endian length in front of each string. */
const LENGTH_BYTES = 4;

/**
 * The elements of a BYTES tensor, each behind its length.
 * @throws MaasError INVALID_TENSOR when they are more or fewer than `count`, or not text that ONNX
 *   Runtime can take
 */
export function decodeStrings(name: string, blob: Uint8Array, count: number): string[] {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const strings: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (strings.length === count) {
      throw new MaasError(
        'INVALID_TENSOR',
        `'${name}' has more bytes than its ${count} element(s).`,
      );
    }
    if (at + LENGTH_BYTES > bytes.length) {
      throw new MaasError(
        'INVALID_TENSOR',
        `'${name}' ends inside the length of its element ${strings.length}.`,
      );
    }
    const start = at + LENGTH_BYTES;
    at = start + bytes.readUInt32LE(at);
    if (at > bytes.length) {
      throw new MaasError(
        'INVALID_TENSOR',
        `'${name}' says that its element ${strings.length} has ${at - start} bytes, but ` +
          `${bytes.length - start} are left.`,
      );
    }
    strings.push(decodeString(name, bytes.subarray(start, at)));
  }
  if (strings.length < count) {
    throw new MaasError(
      'INVALID_TENSOR',
      `'${name}' has ${strings.length} element(s), and its shape ${count}; each stands behind ` +
        'its length in 4 bytes.',
    );
  }
  return strings;
}

/**
 * ONNX Runtime's strings are UTF-8, and its binding for Node cuts them at U+0000.
 * @throws MaasError INVALID_TENSOR
 */
export function decodeString(name: string, bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new MaasError(
      'INVALID_TENSOR',
      `'${name}' has an element that is not UTF-8; the model's strings are text.`,
    );
  }
  if (bytes.includes(0)) {
    throw new MaasError(
      'INVALID_TENSOR',
      `'${name}' has an element with U+0000, at which the model's strings would be cut.`,
    );
  }
  return bytes.toString();
}

export function encodeStrings(strings: readonly string[]): Buffer {
  const lengths = strings.map((text) => Buffer.byteLength(text));
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + LENGTH_BYTES + length, 0));
  let at = 0;
  for (const [index, text] of strings.entries()) {
    at = bytes.writeUInt32LE(lengths[index] ?? 0, at);
    at += bytes.write(text, at);
  }
  return bytes;
}
