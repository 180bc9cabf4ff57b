import { describe, expect, it } from '@jest/globals';
import { getPercent } from '../../../layers/maas/core/rollouts/advance-rollout.ts';
import { createRollout, MINUTE_MS, simulate } from './simulate.ts';
import { createRandom } from '../../support/create-random.ts';
import { tick, share } from '../../support/ticked-rollouts.ts';

const ALL = { errorRate: { limit: 0.05 }, latency: {}, accuracy: {} };

const same = (rate: number): { candidate: number; baseline: number } => ({
  candidate: rate,
  baseline: rate,
});

const EQUAL = {
  errorRate: same(0.02),
  latency: same(0.01),
  accuracy: same(0.1),
};

const HOUR = [{ percent: 10, bakeMinutes: 60 }];

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

describe('a roll-out', () => {
  it('of a good candidate walks its steps to the end', () => {
    const { rollout, states } = simulate(createRollout({ guards: ALL }), 600, EQUAL);
    expect(rollout).toMatchObject({ state: 'PROMOTED', reason: 'All steps were passed.' });
    expect(states.filter((state) => state.startsWith('10 % '))).toHaveLength(9);
    expect(states.at(-1)).toBe('100 % PROMOTED');
  });

  it('goes back from equal versions in at most 1 of 100, all guards looked at each minute of an hour', () => {
    const random = createRandom(7);
    const back = Array.from({ length: 2000 }, () => {
      const start = createRollout({ guards: ALL, steps: HOUR });
      return simulate(start, 100, EQUAL, { random }).rollout.state === 'ROLLED_BACK';
    });
    expect(share(back)).toBeLessThanOrEqual(0.01);
  });

  it.each([
    { times: 3, withinMinutes: 60, atLeast: 0.99, medianMinutes: 10 },
    { times: 2, withinMinutes: 60, atLeast: 0.95, medianMinutes: 30 },
  ])(
    'finds $times times the error rate at 60 candidate requests a minute',
    ({ times, withinMinutes, atLeast, medianMinutes }) => {
      const random = createRandom(11);
      const minutes = Array.from({ length: 300 }, () => {
        const rates = { ...EQUAL, errorRate: { candidate: times * 0.05, baseline: 0.05 } };
        const start = createRollout({ guards: ALL, steps: HOUR });
        const { rollout, ticks } = simulate(start, 600, rates, { random });
        return rollout.state === 'ROLLED_BACK' ? ticks : Infinity;
      });
      const found = share(minutes.map((value) => value <= withinMinutes));
      console.log(
        `${times} times the error rate: ${100 * found} %, median ${median(minutes)} minutes`,
      );
      expect(found).toBeGreaterThanOrEqual(atLeast);
      expect(median(minutes)).toBeLessThanOrEqual(medianMinutes);
    },
  );

  it.each([
    ['errorRate', 'requests failed', { candidate: 0.02, baseline: 0 }],
    ['latency', 'answers were slow', { candidate: 0.1, baseline: 0.01 }],
    ['accuracy', 'answers were wrong', { candidate: 0.4, baseline: 0.1 }],
  ] as const)('goes back when %s is worse, and says by how much', (guard, words, rates) => {
    const { rollout } = simulate(createRollout({ guards: ALL }), 600, { ...EQUAL, [guard]: rates });
    expect(rollout.state).toBe('ROLLED_BACK');
    expect(rollout.reason).toMatch(
      new RegExp(
        `^The candidate is worse: \\d+ of \\d+ ${words} \\([\\d.]+ %\\); the baseline has [\\d.]+ %\\.$`,
      ),
    );
    expect(getPercent(rollout)).toBe(0);
  });

  it('holds to a limit whatever the baseline does', () => {
    const guards = { errorRate: { limit: 0.01, compare: false } };
    const rates = { errorRate: { candidate: 0.05, baseline: 0.05 } };
    const { rollout } = simulate(createRollout({ guards }), 600, rates);
    expect(rollout.reason).toMatch(/requests failed \([\d.]+ %\); the limit is 1 %/);
  });

  it('of a quiet model is inconclusive, says when it may know, then pauses and says so', () => {
    const start = createRollout({
      steps: [{ percent: 10, bakeMinutes: 5 }],
      longestBakeMinutes: 30,
    });
    const early = simulate(start, 20, EQUAL, { minutes: 10 }).rollout;
    expect(early.reason).toMatch(
      /^INCONCLUSIVE: \d+ of 100 requests; at this rate 2026-11-29T\d\d:\d\dZ\.$/,
    );
    const late = simulate(start, 20, EQUAL).rollout;
    expect(late).toMatchObject({
      state: 'PAUSED',
      reason: expect.stringMatching(/^INCONCLUSIVE after 30 minutes: \d+ of 100 requests\./),
    });
    expect(getPercent(late)).toBe(10);
  });

  it('freezes in place of going back where that was asked for', () => {
    const start = createRollout({ onBad: 'freeze' });
    const { rollout } = simulate(start, 600, { errorRate: { candidate: 0.2, baseline: 0 } });
    expect(rollout.state).toBe('FROZEN');
    expect(getPercent(rollout)).toBe(10);
  });

  it('only says what a guard in dry run would have done', () => {
    const start = createRollout({ guards: { errorRate: { dryRun: true } } });
    const { rollout } = simulate(start, 600, { errorRate: { candidate: 0.2, baseline: 0 } });
    expect(rollout.state).toBe('PROMOTED');
  });

  it('passes no step by a clock that jumps, forward or back', () => {
    const day = 24 * 60;
    const ahead = tick(createRollout({ stepRequests: 1000 }), {}, day);
    expect(ahead).toMatchObject({ state: 'BAKING', step: 0, bakedMs: 5 * MINUTE_MS });
    expect(tick(ahead, {}, -day)).toMatchObject({
      state: 'BAKING',
      step: 0,
      bakedMs: 5 * MINUTE_MS,
    });
  });

  it('is not touched once it has ended', () => {
    const ended = createRollout({ state: 'PROMOTED' });
    expect(tick(ended, { requests: 9 })).toBe(ended);
  });
});
