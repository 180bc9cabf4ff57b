/**
 * Bytes of a file that are fetched and checked together. Twice as many are first touched, page by
 * page, for 25 ms of 90 MB's processor time.
 */
export const RANGE_BYTES = 4 * 1024 * 1024;

/** The checks of a file that is longer than one range. */
export interface FileRanges {
  /** Of each range; the last one may have fewer. */
  readonly bytes: number;
  /** The CRC-32 of each, in their order. */
  readonly crc32: readonly number[];
}
