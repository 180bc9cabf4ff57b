import { getBaseline } from '../drift/tick-drift.ts';
import type { Window } from '../rollouts/advance-rollout.ts';
import { toAnswerBins } from '../drift/answer-bins.ts';
import type { AnswerBin, RolloutRecord } from '../rollouts/rollout.ts';
import { readAnswers } from './read-answers.ts';
import type { TickDeps } from './revise-rollout.ts';

const MINUTE_MS = 60_000;

type AnswerDeps = Pick<TickDeps, 'registry' | 'captured' | 'answersLateMs' | 'metricsLateMs'>;

/**
 * Finds the bins that answers are counted in, where drift is guarded: by the baseline's own
 * answers, as drift knows them. undefined while these are too few.
 */
export async function findAnswerBins(
  { registry, captured }: AnswerDeps,
  model: string,
  { guards, answerBins, baseline }: RolloutRecord,
): Promise<readonly AnswerBin[] | undefined> {
  if (!guards.drift || answerBins) return answerBins;
  const deps = { registry, captured, clock: registry };
  const known = await getBaseline(deps, { model, version: baseline });
  const bins = toAnswerBins(known?.features ?? {});
  return bins.length > 0 ? bins : undefined;
}

/**
 * Gives each window what was answered, where drift is guarded. It is written down later than metrics
 * are, so a window has the answers of a minute that is as much earlier; none from before the
 * roll-out.
 */
export async function addAnswers(
  { captured, answersLateMs, metricsLateMs }: AnswerDeps,
  model: string,
  rollout: RolloutRecord,
  windows: readonly Window[],
): Promise<readonly Window[]> {
  const { guards, answerBins, startedAt } = rollout;
  const last = windows.at(-1);
  if (!guards.drift || !answerBins || !last) return windows;
  const laterMs = Math.max(0, Math.ceil((answersLateMs - metricsLateMs) / MINUTE_MS)) * MINUTE_MS;
  const toMs = last.untilMs - laterMs;
  const fromMs = toMs - windows.length * MINUTE_MS;
  const beganMs = Math.floor(Date.parse(startedAt) / MINUTE_MS) * MINUTE_MS;
  const firstMs = Math.max(fromMs, beganMs);
  if (firstMs >= toMs) return windows;
  const period = { fromMs: firstMs, toMs };
  const answers = await readAnswers(captured, model, rollout, answerBins, period);
  const missing = windows.length - answers.length;
  return windows.map((window, index) => {
    const drift = answers[index - missing];
    return drift ? { ...window, tallies: { ...window.tallies, drift } } : window;
  });
}
