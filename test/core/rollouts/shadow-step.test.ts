import { describe, expect, it } from '@jest/globals';
import { getCopies, getPercent } from '../../../layers/maas/core/rollouts/advance-rollout.ts';
import type { RolloutRecord } from '../../../layers/maas/core/rollouts/rollout.ts';
import { createRollout } from './simulate.ts';
import { createRandom } from '../../support/create-random.ts';
import { tick, share } from '../../support/ticked-rollouts.ts';

describe('the step of a shadow', () => {
  const COPIES = 20;
  const start = (own: Partial<RolloutRecord> = {}): RolloutRecord =>
    createRollout({
      steps: [
        { percent: 0, bakeMinutes: 10, shadow: { percent: 20, tolerance: 0 } },
        { percent: 10, bakeMinutes: 10 },
      ],
      guards: { errorRate: {}, latency: {}, agreement: { limit: 0.05, compare: false } },
      ...own,
    });

  /** A minute of copies, of which so many differ. */
  const copy = (rollout: RolloutRecord, differing: number, copies = COPIES): RolloutRecord =>
    tick(rollout, {
      copies,
      tallies: {
        agreement: {
          candidate: { count: differing, of: copies },
          baseline: { count: 0, of: 0 },
        },
      },
    });

  function repeat(
    rollout: RolloutRecord,
    minutes: number,
    next: (rollout: RolloutRecord) => RolloutRecord,
  ): RolloutRecord {
    return Array.from({ length: minutes }).reduce<RolloutRecord>((each) => next(each), rollout);
  }

  it('is passed by copies alone when the answers agree, and has no traffic', () => {
    const baking = repeat(start(), 9, (each) => copy(each, 0));
    expect(baking).toMatchObject({ step: 0, stepRequests: 9 * COPIES });
    expect([getPercent(baking), getCopies(baking)]).toEqual([0, { percent: 20, tolerance: 0 }]);
    const passed = copy(baking, 1);
    expect(passed).toMatchObject({ step: 1, reason: 'Step 1 was passed after 200 copies.' });
    expect([getPercent(passed), getCopies(passed)]).toEqual([10, undefined]);
    expect(passed.passed[0]?.verdicts).toContainEqual(
      expect.objectContaining({
        guard: 'agreement',
        verdict: 'GOOD',
        n: 200,
        baselineEstimate: null,
        why: '1 of 200 inputs were answered otherwise (0.5 %); the limit is 5 %',
      }),
    );
  });

  it('goes back when more is answered otherwise than may be, before anybody hears it', () => {
    const back = repeat(start(), 9, (each) => copy(each, 5));
    expect(back).toMatchObject({
      state: 'ROLLED_BACK',
      step: 0,
      reason: expect.stringMatching(
        /^The candidate is worse: \d+ of \d+ inputs were answered otherwise \(25 %\); the limit is 5 %\.$/,
      ),
    });
    expect([getPercent(back), getCopies(back)]).toEqual([0, undefined]);
  });

  it('goes back from what differs as often as it may in at most 1 of 100, looked at for an hour', () => {
    const random = createRandom(5);
    const draw = (): number => Array.from({ length: COPIES }).filter(() => random() < 0.05).length;
    const back = Array.from({ length: 1000 }, () => {
      const long = start({ steps: [{ ...start().steps[0], percent: 0, bakeMinutes: 60 }] });
      return repeat(long, 60, (each) => copy(each, draw())).state === 'ROLLED_BACK';
    });
    expect(share(back)).toBeLessThanOrEqual(0.01);
  });

  it('waits for copies, then for as many inputs as the guard wants, and pauses in the end', () => {
    const few = repeat(start(), 12, (each) => copy(each, 0, 5));
    expect(few.reason).toMatch(/^INCONCLUSIVE: 60 of 100 copies; at this rate /);
    const guards = { agreement: { limit: 0.05, compare: false, minRequests: 1000 } };
    const open = repeat(start({ guards }), 12, (each) => copy(each, 0));
    expect(open.reason).toBe('INCONCLUSIVE: 240 of 1000 for agreement.');
    const paused = repeat(open, 60, (each) => copy(each, 0, 1));
    expect(paused.state).toBe('PAUSED');
    expect(getCopies(paused)).toBeDefined();
  });
});
