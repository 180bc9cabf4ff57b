import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { SessionBudget } from '../memory-limit.ts';
import { findAlias } from '../registry/aliases.ts';
import { bakingKey } from '../registry/keys.ts';
import type { ModelRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { isOpen, type GuardRecord, type RolloutRecord } from '../rollouts/rollout.ts';
import type { RolloutRequest } from '../rollouts/rollout-request.ts';
import { toSteps } from '../rollouts/strategy.ts';
import { withRollout } from './move-rollout.ts';
import { keepRollout } from './rollout-history.ts';

/** The needs of roll-outs beside the registry. */
export interface PromotionDeps {
  readonly registry: Registry;
  /** Tells the memory that the function which serves a model has for models. */
  readonly getSessionBudget: (model: string) => SessionBudget;
  /** Turns the ticks on, or off where nothing bakes. */
  readonly schedule: (isOn: boolean) => Promise<void>;
}

const DEFAULT_GUARDS: RolloutRecord['guards'] = { errorRate: {}, latency: {} };
const DEFAULT_AGREEMENT: GuardRecord = { limit: LIMITS.rolloutDisagreement };
const ID_DIGITS = 10;

/**
 * Begins to move an alias from its version to another.
 * @throws MaasError MODEL_NOT_FOUND, ALIAS_NOT_FOUND, VERSION_NOT_FOUND, VERSION_NOT_READY,
 *   INVALID_REQUEST, CONFLICT where another roll-out is open, the alias is split, or the version was
 *   taken back before
 */
export async function startRollout(
  { registry, getSessionBudget, schedule }: PromotionDeps,
  model: string,
  alias: string,
  request: RolloutRequest,
): Promise<RolloutRecord> {
  const steps = toSteps(request.strategy, request.shadow);
  const marker = bakingKey(model, alias);
  // Before, so that none that has begun is without one; after, as a tick may have found it idle.
  await mark(registry, marker);
  const { value } = await registry.updateModel(model, async (record) => {
    const baseline = getBaseline(record, alias, request);
    const known = findAlias(record, alias)?.rollout;
    if (known) await keepRollout(registry, model, alias, known);
    const rollout = createRollout(record, baseline, request, steps, registry.nowMs());
    return withRollout(registry, record, alias, rollout, getSessionBudget(model));
  });
  await mark(registry, marker);
  await schedule(true);
  await registry.outlastTrust();
  const rollout = findAlias(value, alias)?.rollout;
  if (!rollout) throw new Error('The record that was written has no roll-out.');
  return rollout;
}

async function mark({ store, nowText }: Registry, key: string): Promise<void> {
  await store.put(key, Buffer.from(JSON.stringify({ since: nowText() })));
}

function createRollout(
  { revision }: ModelRecord,
  baseline: number,
  request: RolloutRequest,
  steps: RolloutRecord['steps'],
  nowMs: number,
): RolloutRecord {
  const { version, slowMs, minRequests, longestBakeMinutes, onBad } = request;
  const now = new Date(nowMs).toISOString();
  return {
    id: String(revision).padStart(ID_DIGITS, '0'),
    baseline,
    candidate: version,
    steps,
    guards: toGuards(request),
    slowMs,
    minRequests,
    longestBakeMinutes,
    onBad,
    state: 'BAKING',
    step: 0,
    startedAt: now,
    stepStartedAt: now,
    tickedAt: toMinute(nowMs),
    passed: [],
    bakedMs: 0,
    stepRequests: 0,
    progress: {},
    reason: `Step 1 of ${steps.length} bakes.`,
  };
}

/** No version agrees with the baseline better than itself: only a limit says what may differ. */
function toGuards({ guards, shadow }: RolloutRequest): RolloutRecord['guards'] {
  const { agreement, ...others } = guards ? dropUndefined(guards) : DEFAULT_GUARDS;
  const held = agreement ?? (shadow ? DEFAULT_AGREEMENT : undefined);
  return held ? { ...others, agreement: { ...held, compare: false } } : others;
}

function dropUndefined(guards: NonNullable<RolloutRequest['guards']>): RolloutRecord['guards'] {
  return Object.fromEntries(
    Object.entries<GuardRecord | undefined>(guards).flatMap(([name, guard]) =>
      guard ? [[name, guard]] : [],
    ),
  );
}

/** Metrics are counted in whole minutes. */
function toMinute(ms: number): string {
  return new Date(Math.floor(ms / 60_000) * 60_000).toISOString();
}

/**
 * The version that an alias would leave.
 * @param request undefined for a version that has no number yet
 * @throws MaasError ALIAS_NOT_FOUND, CONFLICT
 */
export function getBaseline(
  record: Pick<ModelRecord, 'model' | 'aliases'>,
  alias: string,
  request?: Pick<RolloutRequest, 'version' | 'force'>,
): number {
  const { model } = record;
  const known = findAlias(record, alias);
  if (!known) {
    throw new MaasError(
      'ALIAS_NOT_FOUND',
      `Model '${model}' has no alias '${alias}' to move; point it at a version first.`,
    );
  }
  const { routes, rollout, rolledBack = [] } = known;
  if (rollout && isOpen(rollout)) {
    throw new MaasError(
      'CONFLICT',
      `Roll-out ${rollout.id} of '${alias}' is ${rollout.state}; promote it or abort it first.`,
    );
  }
  const [route, ...others] = routes;
  if (!route || others.length > 0) {
    throw new MaasError(
      'CONFLICT',
      `'${alias}' is split over ${routes.length} versions; point it at one first.`,
    );
  }
  if (request) requireFresh(request, alias, route.version, rolledBack);
  return route.version;
}

function requireFresh(
  { version, force }: Pick<RolloutRequest, 'version' | 'force'>,
  alias: string,
  baseline: number,
  rolledBack: readonly number[],
): void {
  if (baseline === version) {
    throw new MaasError('CONFLICT', `'${alias}' points at version ${version} already.`);
  }
  if (rolledBack.includes(version) && !force) {
    throw new MaasError(
      'CONFLICT',
      `Version ${version} was rolled back from '${alias}' before; give "force": true to try again.`,
    );
  }
}
