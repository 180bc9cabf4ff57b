import { STORAGE } from '../../contract/storage.ts';
import { hasMarkedQuotas } from '../access/tick-quotas.ts';
import { bakingKey, findBaking } from '../registry/keys.ts';
import type { ModelRecord } from '../registry/records.ts';
import { advanceRollout } from '../rollouts/advance-rollout.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import { addAnswers, findAnswerBins } from './watch-answers.ts';
import { readSlowMs, readWindows } from './read-windows.ts';
import { reviseRollout, settleRollout, type Marked, type TickDeps } from './revise-rollout.ts';

const MINUTE_MS = 60_000;

/**
 * One look at every roll-out that is open. Any number of these may run at once, and each may die
 * anywhere: the record is swapped in one piece, and who comes second looks at what is new by then.
 */
export async function tickRollouts(deps: TickDeps): Promise<void> {
  const { schedule } = deps;
  for (const marked of await listBaking(deps)) await tickMarked(deps, marked);
  if (await isNeeded(deps)) return;
  await schedule(false);
  // One that began meanwhile may have turned the ticks on before they were turned off here.
  if (await isNeeded(deps)) await schedule(true);
}

/**
 * Turns the ticks on again where they are needed. A deploy that changes their rule, by no more than
 * a tag, leaves it as the template has it: off.
 */
export async function resumeTicks(
  deps: Pick<TickDeps, 'registry' | 'schedule' | 'logger'>,
): Promise<void> {
  try {
    if (await isNeeded(deps)) await deps.schedule(true);
  } catch (error) {
    deps.logger.error('The looks at roll-outs and quotas could not be turned on.', { error });
  }
}

/** Quotas are looked at by the same ticks. */
async function isNeeded(deps: Pick<TickDeps, 'registry'>): Promise<boolean> {
  return (await listBaking(deps)).length > 0 || hasMarkedQuotas(deps.registry);
}

async function listBaking({ registry }: Pick<TickDeps, 'registry'>): Promise<Marked[]> {
  const { keys } = await registry.store.list(STORAGE.bakingPrefix);
  return keys.flatMap((key) => findBaking(key) ?? []);
}

/** One that fails is not in the way of the others. */
async function tickMarked(deps: TickDeps, marked: Marked): Promise<void> {
  const { model, alias } = marked;
  try {
    const rollout = await reviseRollout(deps, marked, (before, record) =>
      before.state === 'BAKING' ? look(deps, record, before) : before,
    );
    if (rollout) await settleRollout(deps, marked, rollout);
    else await deps.registry.store.delete(bakingKey(model, alias));
  } catch (error) {
    deps.logger.error('A roll-out could not be looked at.', { model, alias, error });
  }
}

async function look(
  deps: TickDeps,
  { model }: ModelRecord,
  before: RolloutRecord,
): Promise<RolloutRecord> {
  const { registry, metrics, metricsLateMs } = deps;
  const nowMs = registry.nowMs();
  // eslint-disable-next-line no-restricted-syntax -- metrics are dated by the clock of the day
  const untilMs = Math.floor((nowMs - metricsLateMs) / MINUTE_MS) * MINUTE_MS;
  // A clock that was ahead has been set back: what it said is forgotten.
  // eslint-disable-next-line no-restricted-syntax -- a record's date
  const isAhead = Date.parse(before.tickedAt) > nowMs;
  const until = new Date(untilMs).toISOString();
  const known = isAhead ? { ...before, tickedAt: until, stepStartedAt: until } : before;
  const windows = await readWindows(metrics, model, known, untilMs);
  const needsSlowMs = known.guards.latency !== undefined && known.slowMs === undefined;
  const slowMs = needsSlowMs ? await readSlowMs(metrics, model, known) : undefined;
  const answerBins = await findAnswerBins(deps, model, known);
  const start = {
    ...known,
    ...(slowMs !== undefined && { slowMs }),
    ...(answerBins && { answerBins }),
  };
  return advanceRollout(start, await addAnswers(deps, model, start, windows), nowMs);
}
