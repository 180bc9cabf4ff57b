import { LIMITS } from '../../contract/limits.ts';
import { STORAGE } from '../../contract/storage.ts';
import { mapParallel } from '../map-parallel.ts';
import { deleteFiles } from './delete-files.ts';
import type { VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { withDeleted } from './version-summary.ts';

/** A file that is uploaded in the last second of its address is kept for as long as the others. */
const KEPT_MS = (STORAGE.uploadRetentionDays * 86_400 + LIMITS.uploadUrlSeconds) * 1000;
/** Versions that one call which lists them puts away; the others are left out all the same. */
const AT_ONCE = 100;

const REJECTION = {
  code: 'UPLOAD_MISSING',
  message:
    'Its upload was not completed within a day, and what had come of it is gone; start a new ' +
    'version.',
} as const;

/** Tells whether a version waits for an upload whose files have expired. */
function isExpired({ status, updatedAt }: VersionRecord, nowMs: number): boolean {
  // eslint-disable-next-line no-restricted-syntax -- a record's date, as whoever wrote it had it
  return status === 'PENDING_UPLOAD' && nowMs - Date.parse(updatedAt) > KEPT_MS;
}

/** The versions but for those that have expired, which are put away. All are of one model. */
export async function dropExpired(
  registry: Registry,
  records: readonly VersionRecord[],
): Promise<readonly VersionRecord[]> {
  const expired = records.filter((record) => isExpired(record, registry.nowMs()));
  const [first] = expired;
  if (!first) return records;
  const gone = await mapParallel(expired.slice(0, AT_ONCE), LIMITS.parallelRecords, (record) =>
    putAway(registry, record),
  );
  await registry.reviseModel(first.model, (model) => withDeleted(model, gone.flat()));
  return records.filter((record) => !expired.includes(record));
}

/**
 * A version as it is now: one that has expired is DELETED, and says why.
 * @throws MaasError VERSION_NOT_FOUND
 */
export async function getCurrentVersion(
  registry: Registry,
  model: string,
  version: number,
): Promise<VersionRecord> {
  const record = await registry.getVersion(model, version);
  const [current] = await dropExpired(registry, [record]);
  return current ?? registry.getVersion(model, version);
}

/** @returns its number, or nothing where somebody completed it at the last moment */
async function putAway(registry: Registry, { model, version }: VersionRecord): Promise<number[]> {
  const record = await registry.updateVersion(model, version, (current) =>
    isExpired(current, registry.nowMs())
      ? { ...current, status: 'DELETED', rejection: REJECTION }
      : current,
  );
  if (record.status !== 'DELETED') return [];
  await deleteFiles(registry, record);
  return [version];
}
