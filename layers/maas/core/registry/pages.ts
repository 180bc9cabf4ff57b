import type { VersionRecord } from './records.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it as `after` to get the next page; undefined on the last one. */
  readonly next?: string;
}

export interface PageOptions {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** The first of these that take so many bytes together, and one in any case. */
export function takeBytes(records: readonly VersionRecord[], mostBytes: number): VersionRecord[] {
  let sizeBytes = 0;
  return records.filter(
    (record, index) => (sizeBytes += JSON.stringify(record).length) <= mostBytes || index === 0,
  );
}
