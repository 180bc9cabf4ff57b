import type { ByteRange } from '../../core/ports/object-store.ts';
import type { HttpAnswer } from '../aws/http-answer-reader.ts';
import { INVALID_ANSWER, S3Error } from './s3-error.ts';

/** @throws RangeError: HTTP has no empty range, and what is asked for must be there */
export function toRangeHeader({ start, lengthBytes }: ByteRange): string {
  if (!(start >= 0 && lengthBytes >= 1)) {
    throw new RangeError(
      `A range begins at 0 or later and has 1 byte or more; got ${lengthBytes} from ${start}.`,
    );
  }
  return `bytes=${start}-${start + lengthBytes - 1}`;
}

/**
 * Checks that an answer begins where the range did that was asked for. One of 200 begins with the
 * object.
 * @throws S3Error that is worth another try
 */
export function checkRange(
  key: string,
  start: number,
  { headers, status }: Pick<HttpAnswer, 'headers' | 'status'>,
): void {
  const { 'content-range': range = '' } = headers;
  const from = status === 200 ? '0' : (/^bytes (\d+)-/.exec(range)?.[1] ?? String(start));
  if (Number(from) === start) return;
  const detail = `it begins at byte ${from}, and ${start} was asked for.`;
  throw new S3Error(key, status, INVALID_ANSWER, detail);
}
