import type { ByteStream } from '../../../layers/maas/core/ports/object-store.ts';

/** More than one part of a multipart upload. */
export const LONG_BYTES = 9 * 1024 * 1024 + 7;

const CHUNK_BYTES = 1024 * 1024;

/** Bytes that differ from place to place, so that a piece out of its place shows. */
export function makeBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = seed; i < length; i++) {
    bytes[i] = state = (state * 31 + (i >> 8) + 7) & 0xff;
  }
  return bytes;
}

/** The bytes in chunks. @param failAt offset after which the source breaks */
export async function* toStream(bytes: Uint8Array, failAt = Infinity): ByteStream {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    if (start >= failAt) throw new Error('the source broke');
    yield bytes.subarray(start, start + CHUNK_BYTES);
    await Promise.resolve();
  }
}

export async function readAll(stream: ByteStream | undefined): Promise<Buffer | undefined> {
  if (!stream) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
