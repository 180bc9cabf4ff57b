import { describe, expect, it } from '@jest/globals';
import { heedAlarm, type RaisedAlarm } from '../../../layers/maas/core/rollouts/alarm-rollout.ts';
import type { RolloutRecord, Tally } from '../../../layers/maas/core/rollouts/rollout.ts';
import { createRollout, MINUTE_MS } from './simulate.ts';

const STEP_MS = Date.parse(createRollout().stepStartedAt);
const ALARM: RaisedAlarm = {
  id: 'ErrorRate',
  title: 'predictions fail',
  version: 2,
  atMs: STEP_MS + 3 * MINUTE_MS,
};
const tally = (candidate: [number, number], baseline: [number, number]): Tally => ({
  candidate: { count: candidate[0], of: candidate[1] },
  baseline: { count: baseline[0], of: baseline[1] },
});
const NOTHING = tally([0, 0], [0, 0]);

function heed(
  alarm: Partial<RaisedAlarm>,
  counts: Tally = NOTHING,
  rollout: Partial<RolloutRecord> = {},
): RolloutRecord {
  return heedAlarm(createRollout(rollout), { ...ALARM, ...alarm }, counts, ALARM.atMs + 1000);
}

describe("an alarm of the candidate's", () => {
  it('takes the roll-out back, with its figures', () => {
    expect(heed({}, tally([12, 40], [1, 360]))).toMatchObject({
      state: 'ROLLED_BACK',
      reason:
        "The candidate's alarm ErrorRate rings since 2026-11-29T05:03:00Z (predictions fail): " +
        '12 of 40 requests failed (30 %); the baseline has 0.278 %.',
    });
  });

  it('does so before anything is counted, and while the roll-out is paused', () => {
    expect(heed({}).state).toBe('ROLLED_BACK');
    expect(heed({}).reason).toMatch(/: nothing is counted yet\.$/);
    expect(heed({}, NOTHING, { state: 'PAUSED' }).state).toBe('ROLLED_BACK');
  });

  it('freezes it where that was asked for', () => {
    expect(heed({}, NOTHING, { onBad: 'freeze' }).state).toBe('FROZEN');
  });

  it.each([
    ['rang before the step began', { atMs: STEP_MS }, {}],
    ["is the baseline's", { version: 1 }, {}],
    ['is of a version that has no part in it', { version: 3 }, {}],
    ['comes when it has ended', {}, { state: 'PROMOTED' as const }],
    ['comes when it is frozen', {}, { state: 'FROZEN' as const }],
  ])('changes nothing where it %s', (_, alarm, rollout) => {
    const counts = tally([40, 40], [0, 360]);
    const before = createRollout(rollout);
    expect(heedAlarm(before, { ...ALARM, ...alarm }, counts, ALARM.atMs)).toBe(before);
  });

  it('does not block the fix of a baseline that is worse', () => {
    expect(heed({}, tally([6, 100], [270, 900])).state).toBe('BAKING');
    // As bad as the baseline is no fix.
    expect(heed({}, tally([30, 100], [270, 900])).state).toBe('ROLLED_BACK');
  });
});

describe('an alarm of the whole model', () => {
  const MODELS = { id: 'OwnErrorRate', version: undefined } as const;

  it("takes the roll-out back where the counts say that it is the candidate's", () => {
    expect(heed(MODELS, tally([12, 40], [1, 360]))).toMatchObject({
      state: 'ROLLED_BACK',
      reason: expect.stringMatching(/^The model's alarm OwnErrorRate rings since /),
    });
  });

  it.each([
    ['both are equally bad', tally([10, 100], [90, 900])],
    ['it is the baseline', tally([0, 100], [300, 900])],
    ['nothing is counted', NOTHING],
  ])('changes nothing where %s', (_, counts) => {
    expect(heed(MODELS, counts).state).toBe('BAKING');
  });
});
