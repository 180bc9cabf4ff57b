import type { ByteStream } from '../../core/ports/object-store.ts';

/** A stream of what is there already. */
// eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
export async function* yieldOnce(bytes: Uint8Array): ByteStream {
  if (bytes.length > 0) yield bytes;
}
