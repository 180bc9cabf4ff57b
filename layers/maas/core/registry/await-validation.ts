import type { VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';

/** From the first look to the last: small models are ready within a second, large ones must not be asked for at every moment. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1000;

export interface AwaitOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds for which to go on waiting; asked again and again. */
  readonly remainingMs: () => number;
}

/** Waits until a version is validated and its alias has moved; answers it as it is when the time is over. */
export async function awaitValidation(registry: Registry, submitted: VersionRecord, { sleep, remainingMs }: AwaitOptions): Promise<VersionRecord> {
  let record = submitted;
  for (let waitMs = FIRST_WAIT_MS; !isSettled(record) && remainingMs() > waitMs; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
    await sleep(waitMs);
    record = await registry.getVersion(record.model, record.version);
  }
  return record;
}

/** Whether the version is where `ingest` leaves it. */
export function isSettled({ status, alias, aliasMovedAt }: VersionRecord): boolean {
  if (status === 'READY') return alias === undefined || aliasMovedAt !== undefined;
  return status === 'REJECTED' || status === 'DELETED';
}
