import * as z from 'zod/mini';
import type { AlarmMessage } from '../ports/messenger.ts';
import { getPercent, judgeRollout } from '../rollouts/advance-rollout.ts';
import { ROLLOUT_STATES, type RolloutRecord, type RolloutState } from '../rollouts/rollout.ts';
import { toPercent } from '../rollouts/judge-guard.ts';
import { toMessage } from './alarm-message.ts';

const Figure = z.object({
  guard: z.string(),
  verdict: z.string(),
  n: z.number(),
  estimate: z.number(),
  interval: z.array(z.number()),
  baselineEstimate: z.nullable(z.number()),
  evidence: z.number(),
  enough: z.number(),
  why: z.string(),
  dryRun: z.boolean(),
});

/** The notice that programs get when a roll-out has ended, or waits for a person. */
const RolloutNotice = z.object({
  kind: z.literal('serverless-maas/rollout'),
  model: z.string(),
  alias: z.string(),
  id: z.string(),
  state: z.enum(ROLLOUT_STATES),
  reason: z.string(),
  baseline: z.number(),
  candidate: z.number(),
  percent: z.number(),
  startedAt: z.string(),
  toldAt: z.string(),
  figures: z.array(Figure),
});
export type RolloutNotice = z.infer<typeof RolloutNotice>;

export function toRolloutNotice(
  model: string,
  alias: string,
  rollout: RolloutRecord,
  nowMs: number,
): RolloutNotice {
  const { id, state, reason, baseline, candidate, startedAt } = rollout;
  const figures = judgeRollout(rollout).map((verdict) => ({
    ...verdict,
    interval: [...verdict.interval],
  }));
  return {
    kind: 'serverless-maas/rollout',
    ...{ model, alias, id, state, reason, baseline, candidate, startedAt, figures },
    percent: getPercent(rollout),
    toldAt: new Date(nowMs).toISOString(),
  };
}

/** @returns undefined for a message that is no such notice */
export function parseRolloutNotice(message: string): RolloutNotice | undefined {
  try {
    return RolloutNotice.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}

const HEADLINES: Readonly<Record<RolloutState, string>> = {
  BAKING: 'BAKING',
  PAUSED: 'PAUSED',
  FROZEN: 'FROZEN',
  PROMOTED: 'PROMOTED',
  ROLLED_BACK: 'ROLLED BACK',
  ABORTED: 'ABORTED',
};

const TODO: Readonly<Partial<Record<RolloutState, string>>> = {
  PAUSED: 'Decide: continue, promote or abort. It stays where it is until then.',
  FROZEN: 'Decide: promote or abort. It stays where it is until then.',
  ROLLED_BACK: 'Look at what the candidate did; the next roll-out of it needs "force": true.',
};

/**
 * Writes the message for people: what happened to whom, why, with which figures, and what to do, in
 * this order.
 */
export function toRolloutMessage(notice: RolloutNotice): AlarmMessage {
  const { model, alias, id, state, baseline, candidate, percent, figures } = notice;
  const headline =
    `${HEADLINES[state]}: model ${model}, alias ${alias}, ` +
    `roll-out of version ${candidate} over ${baseline}`;
  const place = `/models/${model}/aliases/${alias}/rollouts/${id}`;
  return toMessage(headline, [
    ['What', notice.reason],
    ['Traffic', `${percent} % on version ${candidate}, ${100 - percent} % on ${baseline}`],
    ['Began', toMinute(notice.startedAt)],
    ['Told', toMinute(notice.toldAt)],
    ...figures.map((figure): [string, string] => ['Figures', describeFigure(figure)]),
    ['To do', TODO[state]],
    ['Runbook', 'docs/runbook.md#roll-outs'],
    ['Details', `GET ${place}`],
  ]);
}

function describeFigure(figure: RolloutNotice['figures'][number]): string {
  const { guard, verdict, why, interval, evidence, enough, dryRun } = figure;
  const [from = 0, to = 1] = interval;
  return (
    `${guard} ${verdict}${dryRun ? ' (dry run)' : ''}: ${why}; 95 % interval ${toPercent(from)} ` +
    `to ${toPercent(to)}; evidence ${Number(evidence.toPrecision(3))} of ${enough}`
  );
}

function toMinute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
