import { PreconditionFailedError } from '../errors.ts';
import type { EtagCondition } from '../registry/aliases.ts';
import { quotaKey } from '../registry/keys.ts';
import type { Stored } from '../registry/record-store.ts';
import type { AccessRecord, CallerRight, ModelRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { listQuotas } from './count-calls.ts';

export interface AccessDeps {
  readonly registry: Registry;
  /** Turns the ticks on that look at quotas. */
  readonly schedule: (isOn: boolean) => Promise<void>;
}

/**
 * Says who may call a model; answers when every instance goes by it.
 * @param callers undefined for whoever the API lets in
 * @param isExpected whether the model's ETag is one that the caller saw
 * @throws MaasError MODEL_NOT_FOUND, PRECONDITION_FAILED
 */
export async function changeAccess(
  { registry, schedule }: AccessDeps,
  model: string,
  callers: AccessRecord['callers'] | undefined,
  isExpected: EtagCondition,
): Promise<Stored<ModelRecord>> {
  const hasQuota = Object.values(callers ?? {}).some(({ perDay }) => perDay !== undefined);
  const stored = await registry.updateModel(model, async (record, etag) => {
    if (!isExpected(etag)) throw new PreconditionFailedError(`models/${model}`);
    // Before, so that no quota that is there is without a mark.
    if (hasQuota) await markQuotas(registry, model);
    const { access: before, ...others } = record;
    if (!callers) return others;
    const kept = keepSpent(callers, before?.callers ?? {});
    return { ...others, access: { callers: kept, updatedAt: registry.nowText() } };
  });
  if (hasQuota) {
    // And after, as a tick may have found none in between.
    await markQuotas(registry, model);
    await schedule(true);
  }
  await registry.outlastTrust();
  return stored;
}

/** Has a model's quotas looked at by the ticks. */
export async function markQuotas({ store, nowText }: Registry, model: string): Promise<void> {
  await store.put(quotaKey(model), Buffer.from(JSON.stringify({ since: nowText() })));
}

/** Tells whether a model's record has any. */
export function hasQuotas(record: ModelRecord | undefined): boolean {
  return record?.deletedAt === undefined && record !== undefined && listQuotas(record).length > 0;
}

/** Keeps the note that a quota is used up for the day, unless its caller gets more than before. */
function keepSpent(
  callers: AccessRecord['callers'],
  before: AccessRecord['callers'],
): Record<string, CallerRight> {
  return Object.fromEntries(
    Object.entries(callers).map(([name, { perDay }]) => {
      if (perDay === undefined) return [name, {}];
      const known = Object.hasOwn(before, name) ? before[name] : undefined;
      const isSpent = known?.spentOn !== undefined && perDay <= (known.perDay ?? 0);
      return [name, { perDay, ...(isSpent ? { spentOn: known.spentOn } : {}) }];
    }),
  );
}
