import type { ByteRange } from '../../core/ports/object-store.ts';

/** @throws RangeError: HTTP has no empty range, and what is asked for must be there */
export function toRangeHeader({ start, lengthBytes }: ByteRange): string {
  if (!(start >= 0 && lengthBytes >= 1)) {
    throw new RangeError(
      `A range begins at 0 or later and has 1 byte or more; got ${lengthBytes} from ${start}.`,
    );
  }
  return `bytes=${start}-${start + lengthBytes - 1}`;
}
