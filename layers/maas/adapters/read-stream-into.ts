import type { ByteStream } from '../core/ports/object-store.ts';

/** @returns how many bytes there were; those beyond the target's end are not kept */
export async function readStreamInto(
  stream: ByteStream | undefined,
  target: Uint8Array,
): Promise<number | undefined> {
  if (!stream) return undefined;
  let seen = 0;
  for await (const chunk of stream) {
    if (seen < target.length) target.set(chunk.subarray(0, target.length - seen), seen);
    seen += chunk.length;
  }
  return seen;
}
