import { describe, expect, it } from '@jest/globals';
import {
  advanceRollout,
  judgeRollout,
} from '../../../layers/maas/core/rollouts/advance-rollout.ts';
import type { GuardRecord, RolloutRecord } from '../../../layers/maas/core/rollouts/rollout.ts';
import { createRandom } from '../../support/create-random.ts';
import { ANSWER_BINS, drawAnswers, KNOWN, type Shares } from './drawn-answers.ts';
import { createRollout, MINUTE_MS } from './simulate.ts';

const HOUR = [{ percent: 10, bakeMinutes: 60 }];

function start(drift: GuardRecord, own: Partial<RolloutRecord> = {}): RolloutRecord {
  return createRollout({ guards: { drift }, answerBins: ANSWER_BINS, steps: HOUR, ...own });
}

interface Versions {
  readonly candidate: Shares;
  readonly baseline?: Shares;
  readonly answers?: readonly [number, number];
}

/** Looks once a minute until it ends, at answers that are drawn. */
function bake(
  rollout: RolloutRecord,
  { candidate, baseline = KNOWN, answers: [ours, theirs] = [60, 540] }: Versions,
  { minutes = 60, random = createRandom(3) } = {},
): { readonly rollout: RolloutRecord; readonly minutes: number } {
  let minute = 0;
  while (rollout.state === 'BAKING' && minute < minutes) {
    minute++;
    const untilMs = Date.parse(rollout.tickedAt) + MINUTE_MS;
    const drift = drawAnswers(
      {
        candidate: { shares: candidate, answers: ours },
        baseline: { shares: baseline, answers: theirs },
      },
      random,
    );
    rollout = advanceRollout(rollout, [{ untilMs, requests: ours, tallies: { drift } }], untilMs);
  }
  return { rollout, minutes: minute };
}

describe('the guard on drift', () => {
  it('takes back at most 1 of 100 candidates that answer alike, looked at for an hour', () => {
    const random = createRandom(17);
    const versions: Versions = { candidate: KNOWN, answers: [15, 105] };
    const ends = Array.from(
      { length: 1000 },
      () => bake(start({ limit: 0.05 }), versions, { random }).rollout.state,
    );
    expect(ends.filter((state) => state === 'ROLLED_BACK').length / 1000).toBeLessThanOrEqual(0.01);
  });

  it('finds a label that is given twice as often in 99 of 100, and says which', () => {
    const random = createRandom(5);
    const candidate = [0.52, 0.3, 0.16, 0.02];
    const ends = Array.from({ length: 100 }, () => bake(start({}), { candidate }, { random }));
    const found = ends.filter(({ rollout }) => rollout.state === 'ROLLED_BACK');
    expect(found.length).toBeGreaterThanOrEqual(99);
    const median = found.map(({ minutes }) => minutes).toSorted((a, b) => a - b)[50];
    console.log(`a label twice as often: ${found.length} of 100, median ${median} minutes`);
    expect(found[0]?.rollout.reason).toMatch(
      /^The candidate is worse: \d+ of \d+ answers were output\.label c \([\d.]+ %\); the baseline has [\d.]+ %\.$/,
    );
  });

  it('finds answers that were never given before, and those that are given no more', () => {
    const fresh = bake(start({}), { candidate: [0.5, 0.3, 0.08, 0.12] }).rollout;
    expect(fresh.reason).toContain('answers were output.label (other)');
    const gone = bake(start({}), { candidate: [0.9, 0, 0.08, 0.02] }).rollout;
    expect(gone.reason).toContain('answers were output.label a');
  });

  it('holds each answer to its limit, whatever the baseline gives now', () => {
    const drifted = [0.6, 0.2, 0.18, 0.02];
    const versions = { candidate: drifted, baseline: drifted };
    const { rollout } = bake(start({ limit: 0.05, compare: false }), versions);
    expect(rollout.reason).toMatch(/answers were output\.label c \([\d.]+ %\); the limit is 13 %/);
    expect(bake(start({ limit: 0.15, compare: false }), versions).rollout.state).toBe('PROMOTED');
    expect(bake(start({}), versions).rollout.state).toBe('PROMOTED');
  });

  it('has no limit for an answer whose share cannot be above it', () => {
    const { rollout } = bake(start({ limit: 0.4, compare: false }), { candidate: [1, 0, 0, 0] });
    expect(rollout.state).toBe('PROMOTED');
  });

  it('only says what it would have done in dry run', () => {
    const candidate = [0.4, 0.5, 0.08, 0.02];
    const { rollout } = bake(start({ dryRun: true }), { candidate });
    expect(rollout.state).toBe('PROMOTED');
    expect(rollout.passed[0]?.verdicts).toMatchObject([{ guard: 'drift', verdict: 'BAD' }]);
  });

  it('waits for as many answers as it wants', () => {
    const few = bake(start({ minRequests: 10_000 }), { candidate: KNOWN }, { minutes: 60 }).rollout;
    expect(few).toMatchObject({ state: 'PAUSED' });
    expect(few.reason).toContain('3600 of 10000 for drift');
  });

  it('sees nothing, says so and holds nothing up while nothing is known of the baseline', () => {
    const rollout = createRollout({ guards: { drift: {} } });
    expect(judgeRollout(rollout)).toMatchObject([
      { verdict: 'INCONCLUSIVE', why: expect.stringMatching(/^nothing can stand out, as 500 /) },
    ]);
    const passed = Array.from({ length: 11 }).reduce<RolloutRecord>((each) => {
      const untilMs = Date.parse(each.tickedAt) + MINUTE_MS;
      return advanceRollout(each, [{ untilMs, requests: 60, tallies: {} }], untilMs);
    }, rollout);
    expect(passed.step).toBe(1);
  });
});
