import { MaasError } from '../errors.ts';
import { findAlias } from '../registry/aliases.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import { endRollout } from '../rollouts/advance-rollout.ts';
import { isOpen } from '../rollouts/rollout.ts';
import { withRollout } from './move-rollout.ts';
import { findKeptRollout, keepRollout, listKeptRollouts } from './rollout-history.ts';
import type { PromotionDeps } from './start-rollout.ts';

export const DECISIONS = ['promote', 'abort', 'continue'] as const;
export type Decision = (typeof DECISIONS)[number];

/**
 * Carries out a person's decision on an open roll-out.
 * @throws MaasError MODEL_NOT_FOUND, ROUTE_NOT_FOUND, CONFLICT for one that has ended, or that does
 *   not wait for who continues it
 */
export async function decideRollout(
  { registry, getSessionBudget, schedule }: PromotionDeps,
  model: string,
  alias: string,
  id: string,
  decision: Decision,
): Promise<RolloutRecord> {
  await getRollout({ registry }, model, alias, id);
  const { value } = await registry.updateModel(model, (record) => {
    const rollout = findAlias(record, alias)?.rollout;
    if (rollout?.id !== id || !isOpen(rollout)) {
      throw new MaasError('CONFLICT', `Roll-out ${id} of '${alias}' has ended already.`);
    }
    const decided = apply(rollout, decision, registry.nowMs());
    return withRollout(registry, record, alias, decided, getSessionBudget(model));
  });
  const decided = findAlias(value, alias)?.rollout ?? throwNotFound(alias, id);
  if (decision === 'continue') await schedule(true);
  // Not with the next look: until then the alias may have been deleted.
  if (!isOpen(decided)) await keepRollout(registry, model, alias, decided);
  await registry.outlastTrust();
  return decided;
}

/** @throws MaasError MODEL_NOT_FOUND, ROUTE_NOT_FOUND */
export async function getRollout(
  { registry }: Pick<PromotionDeps, 'registry'>,
  model: string,
  alias: string,
  id: string,
): Promise<RolloutRecord> {
  const { value } = await registry.getModel(model);
  const current = findAlias(value, alias)?.rollout;
  if (current?.id === id) return current;
  const isId = /^\d{10,}$/.test(id);
  const kept = isId ? await findKeptRollout(registry, model, alias, id) : undefined;
  return kept ?? throwNotFound(alias, id);
}

/** The newest first. @throws MaasError MODEL_NOT_FOUND */
export async function listRollouts(
  { registry }: Pick<PromotionDeps, 'registry'>,
  model: string,
  alias: string,
): Promise<RolloutRecord[]> {
  const { value } = await registry.getModel(model);
  const current = findAlias(value, alias)?.rollout;
  const kept = await listKeptRollouts(registry, model, alias);
  return [...(current ? [current] : []), ...kept.filter(({ id }) => id !== current?.id)];
}

function apply(rollout: RolloutRecord, decision: Decision, nowMs: number): RolloutRecord {
  if (decision === 'promote') return endRollout(rollout, 'PROMOTED', 'Promoted by hand.', nowMs);
  if (decision === 'abort') return endRollout(rollout, 'ABORTED', 'Aborted by hand.', nowMs);
  if (rollout.state !== 'PAUSED') {
    throw new MaasError(
      'CONFLICT',
      `Roll-out ${rollout.id} is ${rollout.state}; only a PAUSED one is continued.`,
    );
  }
  const now = new Date(nowMs).toISOString();
  const { toldState: _, ...left } = rollout;
  return { ...left, state: 'BAKING', bakedMs: 0, stepStartedAt: now, reason: 'Continued.' };
}

function throwNotFound(alias: string, id: string): never {
  throw new MaasError('ROUTE_NOT_FOUND', `'${alias}' has no roll-out '${id}'.`);
}
