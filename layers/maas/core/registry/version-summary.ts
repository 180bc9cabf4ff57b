import { addNumbers, hasNumber, listNumbers, removeNumbers } from './number-ranges.ts';
import type { ModelRecord, VersionSummary } from './records.ts';

export const EMPTY_SUMMARY: VersionSummary = { newest: 0, ready: [], deleted: [] };

/**
 * A model with these versions known as READY. The caller has read so after the model's record: a
 * deletion changes that first.
 */
export function withReady(record: ModelRecord, numbers: readonly number[]): ModelRecord {
  const { versions, deleting = [] } = record;
  if (!versions || numbers.every((number) => hasNumber(versions.ready, number))) return record;
  const ready = addNumbers(
    versions.ready,
    numbers.filter((number) => !deleting.includes(number)),
  );
  return { ...record, versions: { ...versions, ready } };
}

/**
 * A model whose versions are about to be deleted: no alias may move to them, and none counts as
 * READY.
 */
export function withDeleting(record: ModelRecord, numbers: readonly number[]): ModelRecord {
  if (numbers.length === 0) return record;
  const { versions, deleting = [] } = record;
  const marked = { ...record, deleting: [...new Set([...deleting, ...numbers])] };
  return versions
    ? { ...marked, versions: { ...versions, ready: removeNumbers(versions.ready, numbers) } }
    : marked;
}

/** A model whose versions are deleted, for good. */
export function withDeleted(record: ModelRecord, numbers: readonly number[]): ModelRecord {
  const { deleting = [], versions, ...others } = record;
  const left = deleting.filter((number) => !numbers.includes(number));
  const summary = versions && {
    ...versions,
    ready: removeNumbers(versions.ready, numbers),
    deleted: addNumbers(versions.deleted, numbers),
  };
  return {
    ...others,
    ...(left.length > 0 ? { deleting: left } : {}),
    versions: summary,
  };
}

/**
 * The numbers that were taken and are not known to be deleted, the newest first.
 * @param below only those under it
 */
export function listTaken({ newest, deleted }: VersionSummary, below = Infinity): number[] {
  const gone = new Set(listNumbers(deleted));
  const count = Math.max(0, Math.min(newest, below - 1));
  return Array.from({ length: count }, (_, index) => count - index).filter(
    (number) => !gone.has(number),
  );
}
