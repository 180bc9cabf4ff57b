import { describe, expect, it } from '@jest/globals';
import { SketchBuilder } from '../../../layers/maas/core/drift/sketch.ts';
import { startRollout } from '../../../layers/maas/core/promotion/start-rollout.ts';
import { tickRollouts } from '../../../layers/maas/core/promotion/tick-rollouts.ts';
import { CANARY, createWorld, getLive, MINUTE_MS, type World } from './promotion.ts';

const TRAFFIC = { 1: { requests: 540 }, 2: { requests: 60 } };

/** Writes down what a version answered in the minute that ends now. */
function answer(
  { sketches, nowMs }: World,
  version: number,
  labels: Readonly<Record<string, number>>,
  calls?: number,
): void {
  const builder = new SketchBuilder();
  for (const [label, count] of Object.entries(labels)) {
    for (let each = 0; each < count; each++) builder.addLabel('output.label', label);
  }
  const time = new Date(nowMs - MINUTE_MS / 2).toISOString();
  const features = builder.toSketch();
  sketches.push({ kind: 'sketch', model: 'm', version, time, features, ...(calls && { calls }) });
}

/** So many minutes of both versions' answers, with a look at the end of each. */
async function pass(
  world: World,
  minutes: number,
  candidate: Readonly<Record<string, number>>,
  calls?: number,
): ReturnType<typeof getLive> {
  for (let minute = 0; minute < minutes; minute++) {
    world.nowMs += MINUTE_MS;
    answer(world, 1, { no: 432, yes: 108 });
    answer(world, 2, candidate, calls);
    await tickRollouts(world.deps);
  }
  return getLive(world);
}

async function begin(own: Partial<typeof CANARY> = {}): Promise<World> {
  const world = await createWorld();
  answer(world, 1, { no: 480, yes: 120 });
  world.traffic = TRAFFIC;
  await startRollout(world.deps, 'm', 'live', { ...CANARY, guards: { drift: {} }, ...own });
  return world;
}

describe('a roll-out that guards drift', () => {
  it('goes back when the candidate gives a label more often than the baseline does', async () => {
    const { routes, rollout } = await pass(await begin(), 12, { no: 30, yes: 30 });
    expect(routes).toEqual([{ version: 1, weight: 1 }]);
    expect(rollout).toMatchObject({
      state: 'ROLLED_BACK',
      reason: expect.stringMatching(
        /answers were output\.label yes \(50 %\); the baseline has 20 %/,
      ),
      answerBins: [{ label: 'no' }, { label: 'yes', share: 0.2 }, { label: '(other)' }],
    });
  });

  it('walks to the end when both answer alike, by answers that are written down late', async () => {
    const world = await begin();
    const early = await pass(world, 4, { no: 48, yes: 12 });
    expect(early.rollout?.progress.drift).toBeUndefined();
    const { rollout } = await pass(world, 40, { no: 48, yes: 12 });
    expect(rollout).toMatchObject({ state: 'PROMOTED' });
    expect(rollout?.passed[0]?.verdicts).toMatchObject([{ guard: 'drift', verdict: 'GOOD' }]);
  });

  it('takes rows of one call for one witness', async () => {
    const { rollout } = await pass(await begin(), 12, { no: 30, yes: 30 }, 1);
    expect(rollout?.state).toBe('BAKING');
    expect(rollout?.progress.drift?.total.candidate.of).toBeLessThan(12);
  });

  it('counts no answer from before it began', async () => {
    const world = await createWorld();
    answer(world, 1, { no: 480, yes: 120 });
    answer(world, 2, { yes: 1000 });
    world.nowMs += MINUTE_MS;
    world.traffic = TRAFFIC;
    await startRollout(world.deps, 'm', 'live', { ...CANARY, guards: { drift: {} } });
    const { rollout } = await pass(world, 8, { no: 48, yes: 12 });
    expect(rollout?.progress.drift?.total.candidate.of).toBeLessThanOrEqual(5 * 60);
    expect(rollout?.state).toBe('BAKING');
  });
});
