import {
  advanceRollout,
  getPercent,
  type Window,
} from '../../../layers/maas/core/rollouts/advance-rollout.ts';
import type {
  GuardName,
  RolloutRecord,
  Tally,
} from '../../../layers/maas/core/rollouts/rollout.ts';
import { createRandom } from '../../support/create-random.ts';
import { drawAnswers, KNOWN } from './drawn-answers.ts';

export const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-11-29T05:00:00Z');

export function createRollout(own: Partial<RolloutRecord> = {}): RolloutRecord {
  const time = new Date(START_MS).toISOString();
  return {
    id: 'r1',
    baseline: 1,
    candidate: 2,
    steps: [
      { percent: 10, bakeMinutes: 10 },
      { percent: 50, bakeMinutes: 10 },
    ],
    guards: { errorRate: {} },
    minRequests: 100,
    longestBakeMinutes: 60,
    onBad: 'rollback',
    state: 'BAKING',
    step: 0,
    startedAt: time,
    stepStartedAt: time,
    tickedAt: time,
    bakedMs: 0,
    stepRequests: 0,
    progress: {},
    passed: [],
    reason: '',
    ...own,
  };
}

export interface Rates {
  readonly candidate: number;
  readonly baseline: number;
}

export interface Simulation {
  readonly rollout: RolloutRecord;
  readonly ticks: number;
  readonly states: readonly string[];
}

/**
 * Ticks once a minute until the roll-out ends, or for so many minutes. Where drift is guarded, both
 * versions answer as the baseline did before.
 */
export function simulate(
  start: RolloutRecord,
  requestsAMinute: number,
  rates: Partial<Record<GuardName, Rates>>,
  { minutes = 60, random = createRandom(1) }: { minutes?: number; random?: () => number } = {},
): Simulation {
  let rollout = start;
  const states: string[] = [];
  let tick = 0;
  while (rollout.state === 'BAKING' && tick < minutes) {
    tick++;
    const share = getPercent(rollout) / 100;
    const requests = drawCount(requestsAMinute, share, random);
    const window: Window = {
      untilMs: START_MS + tick * MINUTE_MS,
      requests,
      tallies: {
        ...Object.fromEntries(
          Object.entries(rates).map(([name, { candidate, baseline }]): [string, Tally] => [
            name,
            {
              candidate: drawShare(requests, candidate, random),
              baseline: drawShare(requestsAMinute - requests, baseline, random),
            },
          ]),
        ),
        ...(rollout.guards.drift && {
          drift: drawAnswers(
            {
              candidate: { shares: KNOWN, answers: requests },
              baseline: { shares: KNOWN, answers: requestsAMinute - requests },
            },
            random,
          ),
        }),
      },
    };
    rollout = advanceRollout(rollout, [window], window.untilMs);
    states.push(`${getPercent(rollout)} % ${rollout.state}`);
  }
  return { rollout, ticks: tick, states };
}

function drawShare(of: number, rate: number, random: () => number): Tally['candidate'] {
  return { count: drawCount(of, rate, random), of };
}

/** Draws how many of so many happen (binomial): from one that does to the next. */
function drawCount(of: number, rate: number, random: () => number): number {
  if (rate <= 0 || rate >= 1) return rate >= 1 ? of : 0;
  let count = 0;
  for (let at = skip(); at < of; at += 1 + skip()) count++;
  return count;

  function skip(): number {
    return Math.floor(Math.log(1 - random()) / Math.log(1 - rate));
  }
}
