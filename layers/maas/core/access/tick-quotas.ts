import { LIMITS } from '../../contract/limits.ts';
import { STORAGE } from '../../contract/storage.ts';
import { mapParallel } from '../map-parallel.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetricReader } from '../ports/metrics.ts';
import { findQuotaMark, quotaKey } from '../registry/keys.ts';
import { listKeys } from '../registry/list-keys.ts';
import type { AccessRecord, ModelRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { hasQuotas, markQuotas } from './change-access.ts';
import { countCalls, listQuotas } from './count-calls.ts';
import { toDay } from './day.ts';

export interface QuotaDeps {
  readonly registry: Registry;
  readonly metrics: MetricReader;
  readonly logger: Logger;
}

/** A caller with a quota that is not known to be used up. */
interface Open {
  readonly model: string;
  readonly caller: string;
  readonly perDay: number;
}

/**
 * One look at every quota: those that were used up today, by the metrics, are noted in the records
 * of their models, once a day each, from where every instance has it within its record cache's
 * time. Any number of these may run at once, and each may die anywhere.
 */
export async function tickQuotas({ registry, metrics, logger }: QuotaDeps): Promise<void> {
  const nowMs = registry.nowMs();
  const day = toDay(nowMs);
  const marked = await listMarked(registry);
  const open = (
    await mapParallel(marked, LIMITS.parallelRecords, (model) => findOpen(registry, model, day))
  ).flat();
  const calls = await countCalls(metrics, open, nowMs);
  const spent = Map.groupBy(
    open.filter(({ perDay }, index) => (calls[index] ?? 0) >= perDay),
    ({ model }) => model,
  );
  for (const [model, callers] of spent) {
    try {
      await noteSpent(registry, model, callers, day);
    } catch (error) {
      logger.error('A quota that is used up could not be noted.', { model, error });
    }
  }
}

/** Tells whether any model has a quota, as far as is marked. */
export async function hasMarkedQuotas({ store }: Registry): Promise<boolean> {
  return (await store.list(STORAGE.quotasPrefix, { limit: 1 })).keys.length > 0;
}

async function listMarked({ store }: Registry): Promise<string[]> {
  const keys = await listKeys(store, STORAGE.quotasPrefix);
  return keys.flatMap((key) => findQuotaMark(key) ?? []);
}

/** A model that has no quota any more loses its mark. */
async function findOpen(registry: Registry, model: string, day: string): Promise<Open[]> {
  const record = await findRecord(registry, model);
  if (!record || !hasQuotas(record)) {
    await registry.store.delete(quotaKey(model));
    // One that came meanwhile was marked before.
    if (hasQuotas(await findRecord(registry, model))) await markQuotas(registry, model);
    return [];
  }
  return listQuotas(record).flatMap(([caller, perDay]) =>
    record.access?.callers[caller]?.spentOn === day
      ? []
      : [{ model: record.model, caller, perDay }],
  );
}

async function findRecord(registry: Registry, model: string): Promise<ModelRecord | undefined> {
  return (await registry.reviseModel(model, (record) => record))?.value;
}

async function noteSpent(
  registry: Registry,
  model: string,
  spent: readonly Open[],
  day: string,
): Promise<void> {
  await registry.reviseModel(model, (record) => {
    const { access } = record;
    if (!access) return record;
    const noted = Object.fromEntries(
      spent.flatMap(({ caller, perDay }) => {
        const known = access.callers[caller];
        // Somebody may have changed it since it was looked at.
        return known?.perDay === perDay && known.spentOn !== day
          ? [[caller, { perDay, spentOn: day }]]
          : [];
      }),
    ) as AccessRecord['callers'];
    if (Object.keys(noted).length === 0) return record;
    return { ...record, access: { ...access, callers: { ...access.callers, ...noted } } };
  });
}
