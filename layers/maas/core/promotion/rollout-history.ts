import { LIMITS } from '../../contract/limits.ts';
import { mapParallel } from '../map-parallel.ts';
import { rolloutKey, rolloutsPrefix } from '../registry/keys.ts';
import { listKeys } from '../registry/list-keys.ts';
import { RecordStore } from '../registry/record-store.ts';
import type { Registry } from '../registry/registry.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';

/** Keeps a roll-out that has ended, once; before another takes its place in the model's record. */
export async function keepRollout(
  { store }: Registry,
  model: string,
  alias: string,
  rollout: RolloutRecord,
): Promise<void> {
  await new RecordStore(store).create(rolloutKey(model, alias, rollout.id), rollout);
}

/** @returns undefined when none is kept */
export async function findKeptRollout(
  { store }: Registry,
  model: string,
  alias: string,
  id: string,
): Promise<RolloutRecord | undefined> {
  const key = rolloutKey(model, alias, id);
  return (await new RecordStore(store).find<RolloutRecord>(key))?.value;
}

/** The newest of those that are kept, the newest first. */
export async function listKeptRollouts(
  registry: Registry,
  model: string,
  alias: string,
): Promise<RolloutRecord[]> {
  const prefix = rolloutsPrefix(model, alias);
  const keys = await listKeys(registry.store, prefix);
  const ids = keys.map((key) => key.slice(prefix.length, -'.json'.length)).sort();
  const newest = ids.slice(-LIMITS.pageSize).reverse();
  const found = await mapParallel(newest, LIMITS.parallelRecords, (id) =>
    findKeptRollout(registry, model, alias, id),
  );
  return found.flatMap((rollout) => (rollout ? [rollout] : []));
}
