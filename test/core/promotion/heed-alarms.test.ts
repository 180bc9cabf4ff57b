import { describe, expect, it } from '@jest/globals';
import type { ModelAlarm } from '../../../layers/maas/core/alarms/alarm-event.ts';
import { heedAlarms } from '../../../layers/maas/core/promotion/heed-alarms.ts';
import { startRollout } from '../../../layers/maas/core/promotion/start-rollout.ts';
import { tickRollouts } from '../../../layers/maas/core/promotion/tick-rollouts.ts';
import type { AliasRecord } from '../../../layers/maas/core/registry/records.ts';
import { CANARY, createWorld, MINUTE_MS, type World } from './promotion.ts';

async function getLive({ deps }: World): Promise<AliasRecord> {
  const { live } = (await deps.registry.getModel('m')).value.aliases;
  if (!live) throw new Error('There is no alias.');
  return live;
}

/** A roll-out that began a minute and a half ago: nothing is counted of it yet. */
async function begin(): Promise<World> {
  const world = await createWorld();
  await startRollout(world.deps, 'm', 'live', CANARY);
  world.nowMs += 1.5 * MINUTE_MS;
  return world;
}

const ring = (world: World, own: Partial<ModelAlarm> = {}): Promise<void> =>
  heedAlarms(world.deps, {
    id: 'ErrorRate',
    title: 'predictions fail',
    model: 'm',
    version: 2,
    atMs: world.nowMs,
    ...own,
  });

describe("the candidate's alarm", () => {
  it('takes its roll-out back at once, tells of it, and marks the version', async () => {
    const world = await begin();
    world.traffic = { 1: { requests: 900 }, 2: { requests: 100, errors: 30 } };
    await ring(world);
    expect(await getLive(world)).toMatchObject({
      routes: [{ version: 1, weight: 1 }],
      rolledBack: [2],
      rollout: {
        state: 'ROLLED_BACK',
        reason: expect.stringContaining('60 of 200 requests failed (30 %); the baseline has 0 %'),
      },
    });
    expect(world.told).toEqual([expect.stringMatching(/^ROLLED BACK: model m, alias live/)]);
    expect((await world.store.list('baking/')).keys).toEqual([]);
    expect((await world.store.list('rollouts/')).keys).toHaveLength(1);
    await ring(world); // delivered twice
    await tickRollouts(world.deps);
    expect(world.told).toHaveLength(1);
  });

  it('does so when the metrics cannot be read', async () => {
    const world = await begin();
    world.deps.metrics.readSeries = () => Promise.reject(new Error('Throttled.'));
    await ring(world);
    expect(await getLive(world)).toMatchObject({ rollout: { state: 'ROLLED_BACK' } });
  });

  it('among ten looks and ten of itself at once leaves one end', async () => {
    const world = await begin();
    world.nowMs += 10 * MINUTE_MS;
    world.traffic = { 1: { requests: 900 }, 2: { requests: 100 } };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? ring(world) : tickRollouts(world.deps),
      ),
    );
    expect(await getLive(world)).toMatchObject({
      routes: [{ version: 1, weight: 1 }],
      rollout: { state: 'ROLLED_BACK' },
    });
    expect((await world.store.list('rollouts/')).keys).toHaveLength(1);
  });

  it.each<[string, (world: World) => Partial<ModelAlarm>]>([
    ['rang before the step', (world) => ({ atMs: world.nowMs - 2 * MINUTE_MS })],
    ["is the baseline's", () => ({ version: 1 })],
    ['is of another model', () => ({ model: 'other' })],
  ])('leaves it where it %s', async (_, toAlarm) => {
    const world = await begin();
    await ring(world, toAlarm(world));
    expect(await getLive(world)).toMatchObject({ rollout: { state: 'BAKING' } });
    expect(world.told).toEqual([]);
  });
});

it('a fix walks to its end while the alarm of the baseline rings', async () => {
  const world = await begin();
  world.traffic = { 1: { requests: 900, errors: 270 }, 2: { requests: 100, errors: 1 } };
  for (let minute = 0; minute < 30; minute++) {
    world.nowMs += MINUTE_MS;
    await ring(world, { version: 1 });
    await ring(world, { id: 'OwnErrorRate', version: undefined });
    await tickRollouts(world.deps);
  }
  expect(await getLive(world)).toMatchObject({
    routes: [{ version: 2, weight: 1 }],
    rollout: { state: 'PROMOTED' },
  });
});
