import { LIMITS } from '../../contract/limits.ts';
import { STORAGE } from '../../contract/storage.ts';
import { MaasError } from '../errors.ts';
import { mapParallel } from '../map-parallel.ts';
import { findSubmission } from './keys.ts';
import type { VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { putSubmission } from './submit-version.ts';

/**
 * Tells whether a submission's event seems to be lost: nobody has begun on it for longer than
 * events take. Those of a bucket's first minutes are, as S3 sends none before it knows of
 * EventBridge.
 */
function isForgotten(record: VersionRecord, nowMs: number): boolean {
  const { status, ingestAttempts, resubmissions = 0, updatedAt } = record;
  return (
    status === 'VALIDATING' &&
    ingestAttempts === 0 &&
    resubmissions < LIMITS.resubmissions &&
    // eslint-disable-next-line no-restricted-syntax -- a record's date, as whoever wrote it had it
    nowMs - Date.parse(updatedAt) >= LIMITS.resubmitAfterMs
  );
}

/**
 * Submits a version again that nothing picked up, so that another event is sent; of several callers
 * at once one does it. A version that is under way, or was submitted again often enough, is left.
 * @returns the version as it now is
 */
export async function resubmitForgotten(
  registry: Registry,
  record: VersionRecord,
): Promise<VersionRecord> {
  if (!isForgotten(record, registry.nowMs())) return record;
  const turn = { isOurs: false };
  const current = await registry.updateVersion(record.model, record.version, (latest) => {
    turn.isOurs = isForgotten(latest, registry.nowMs());
    return turn.isOurs ? { ...latest, resubmissions: (latest.resubmissions ?? 0) + 1 } : latest;
  });
  if (turn.isOurs) await putSubmission(registry, record.model, record.version, true);
  return current;
}

/**
 * The same for all submissions that wait, for those that nobody asks about.
 * @returns the versions that were submitted again
 */
export async function sweepSubmissions(registry: Registry): Promise<VersionRecord[]> {
  const swept: VersionRecord[] = [];
  let startAfter: string | undefined;
  do {
    const { keys, isTruncated } = await registry.store.list(STORAGE.submissionsPrefix, {
      limit: LIMITS.listKeys,
      startAfter,
    });
    const found = await mapParallel(keys, LIMITS.parallelRecords, (key) => sweep(registry, key));
    swept.push(...found.flat());
    startAfter = isTruncated ? keys.at(-1) : undefined;
  } while (startAfter !== undefined);
  return swept;
}

async function sweep(registry: Registry, key: string): Promise<VersionRecord[]> {
  const submission = findSubmission(key);
  if (!submission) return [];
  try {
    const record = await registry.getVersion(submission.model, submission.version);
    const current = await resubmitForgotten(registry, record);
    return current.resubmissions === record.resubmissions ? [] : [current];
  } catch (error) {
    if (error instanceof MaasError) return []; // deleted meanwhile
    throw error;
  }
}
