import { MaasError } from '../errors.ts';
import { findAlias } from '../registry/aliases.ts';
import type { VersionRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import type { RolloutOnReady, RolloutOnReadyRecord } from '../rollouts/rollout-request.ts';
import { toSteps } from '../rollouts/strategy.ts';
import { getBaseline, startRollout, type PromotionDeps } from './start-rollout.ts';

/**
 * Tells whether the roll-out that an upload asks for could begin as things stand: better the caller
 * knows before the files travel.
 * @throws MaasError ALIAS_NOT_FOUND, INVALID_REQUEST, CONFLICT
 */
export async function requireStartable(
  registry: Registry,
  model: string,
  { alias, strategy, shadow }: RolloutOnReady,
): Promise<void> {
  toSteps(strategy, shadow);
  getBaseline(await findModel(registry, model), alias);
}

async function findModel(
  registry: Registry,
  model: string,
): Promise<Parameters<typeof getBaseline>[0]> {
  try {
    return (await registry.getModel(model)).value;
  } catch (error) {
    const isNew = error instanceof MaasError && error.code === 'MODEL_NOT_FOUND';
    if (isNew) return { model, aliases: {} };
    throw error;
  }
}

/**
 * Begins what the upload of a READY version asked for, once. Where it cannot begin by now, as
 * another is open, nothing moves, and the version's record says why.
 * @throws Error when the service failed: to be called again
 */
export async function startOnReady(
  deps: PromotionDeps,
  { model, version, rollout }: VersionRecord,
): Promise<void> {
  if (!rollout || isDecided(rollout)) return;
  const outcome = await attempt(deps, model, version, rollout);
  await deps.registry.updateVersion(model, version, (current) =>
    current.rollout && !isDecided(current.rollout)
      ? { ...current, rollout: { ...current.rollout, ...outcome } }
      : current,
  );
}

function isDecided({ id, refused }: RolloutOnReadyRecord): boolean {
  return id !== undefined || refused !== undefined;
}

async function attempt(
  deps: PromotionDeps,
  model: string,
  version: number,
  { alias, ...request }: RolloutOnReadyRecord,
): Promise<Pick<RolloutOnReadyRecord, 'id' | 'refused'>> {
  try {
    const { id } = await startRollout(deps, model, alias, { ...request, version, force: false });
    return { id };
  } catch (error) {
    if (!(error instanceof MaasError)) throw error;
    // An attempt before this one may have begun it and died.
    const begun = findAlias((await deps.registry.getModel(model)).value, alias)?.rollout;
    return begun?.candidate === version ? { id: begun.id } : { refused: error.message };
  }
}
