import type { VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';

/**
 * From the first look to the last: small models are ready within a second, large ones must not be
 * asked for at every moment.
 */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1000;
/**
 * The part of its time that an upload waits for its validation to begin: behind a long queue
 * others wait to be taken at all.
 */
const QUEUED_SHARE = 1 / 3;

export interface AwaitOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds for which to go on waiting; asked again and again. */
  readonly remainingMs: () => number;
}

/**
 * Waits until a version is validated, its alias has moved and every instance sees that; answers it
 * as it is when the time is over, or when others are validated first for too much of it.
 */
export async function awaitValidation(
  registry: Registry,
  submitted: VersionRecord,
  { sleep, remainingMs }: AwaitOptions,
): Promise<VersionRecord> {
  let record = submitted;
  const leftWhenQueuedMs = remainingMs() * (1 - QUEUED_SHARE);
  const isWorthWaiting = (waitMs: number): boolean =>
    remainingMs() > (isQueued(record) ? Math.max(waitMs, leftWhenQueuedMs) : waitMs);
  for (
    let waitMs = FIRST_WAIT_MS;
    !isSettled(record) && isWorthWaiting(waitMs);
    waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)
  ) {
    await sleep(waitMs);
    record = await registry.getVersion(record.model, record.version);
  }
  if (isSettled(record) && !isSeen(registry, record) && remainingMs() > registry.trustMs) {
    await registry.outlastTrust();
  }
  return record;
}

/** Tells whether nobody has begun to validate it. */
function isQueued({ status, ingestAttempts }: VersionRecord): boolean {
  return status === 'VALIDATING' && ingestAttempts === 0;
}

/**
 * Tells whether every instance sees where `ingest` left the version: no one trusts any more that
 * its alias points elsewhere.
 */
export function isSeen(registry: Registry, record: VersionRecord): boolean {
  return (
    isSettled(record) &&
    !(
      record.status === 'READY' &&
      record.aliasReplaced &&
      registry.isWithinTrust(record.aliasMovedAt)
    )
  );
}

/** Tells whether the version is where `ingest` leaves it. */
export function isSettled({ status, alias, aliasMovedAt, rollout }: VersionRecord): boolean {
  if (status === 'READY') {
    const isBegun = !rollout || rollout.id !== undefined || rollout.refused !== undefined;
    return isBegun && (alias === undefined || aliasMovedAt !== undefined);
  }
  return status === 'REJECTED' || status === 'DELETED';
}
