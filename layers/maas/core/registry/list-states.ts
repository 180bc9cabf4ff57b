import { dropExpired } from './expire-pending.ts';
import { hasNumber } from './number-ranges.ts';
import type { ModelRecord, VersionRecord, VersionStatus } from './records.ts';
import type { Registry } from './registry.ts';
import { listTaken, withDeleted, withReady } from './version-summary.ts';

export interface VersionState {
  readonly version: number;
  readonly status: Exclude<VersionStatus, 'DELETED'>;
  /** The sentence with which it was rejected. */
  readonly reason?: string;
}

/** Findings that are worth a write of the model's record. */
const NOTED_FROM = 20;

/**
 * Every version of a model that is not deleted, the oldest first. Of those that the model's record
 * knows as READY, no record is read.
 */
export async function listStates(registry: Registry, record: ModelRecord): Promise<VersionState[]> {
  const summary = await registry.summariseVersions(record);
  const { model, deleting = [] } = record;
  const taken = listTaken(summary).reverse();
  const isKnown = (version: number): boolean =>
    hasNumber(summary.ready, version) && !deleting.includes(version);
  const records = await dropExpired(
    registry,
    await registry.readVersions(
      model,
      taken.filter((version) => !isKnown(version)),
    ),
  );
  await noteFindings(
    registry,
    record,
    records.filter(({ version }) => !deleting.includes(version)),
  );
  const states = new Map(records.map((version) => [version.version, toState(version)]));
  return taken.flatMap((version) =>
    isKnown(version) ? [{ version, status: 'READY' as const }] : (states.get(version) ?? []),
  );
}

function toState({ version, status, rejection }: VersionRecord): VersionState[] {
  return status === 'DELETED' ? [] : [{ version, status, reason: rejection?.message }];
}

/**
 * Written where many records had to be read and the model's is still as it was: they were read
 * after it, so what they say holds.
 */
async function noteFindings(
  registry: Registry,
  model: ModelRecord,
  records: readonly VersionRecord[],
): Promise<void> {
  const find = (status: VersionStatus): number[] =>
    records.filter((record) => record.status === status).map(({ version }) => version);
  const [ready, deleted] = [find('READY'), find('DELETED')];
  if (ready.length + deleted.length < NOTED_FROM) return;
  await registry.reviseModel(model.model, (current) =>
    current.revision === model.revision ? withDeleted(withReady(current, ready), deleted) : current,
  );
}
