import { describe, expect, it } from '@jest/globals';
import { startRollout } from '../../../layers/maas/core/promotion/start-rollout.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { versionKey } from '../../../layers/maas/core/registry/keys.ts';
import { CANARY, createWorld, getLive, tick, type World } from './promotion.ts';

const start = (world: World, own: Partial<typeof CANARY> = {}): ReturnType<typeof startRollout> =>
  startRollout(world.deps, 'm', 'live', { ...CANARY, ...own });

describe('a roll-out that begins with a shadow', () => {
  const shadow = { percent: 20, bakeMinutes: 10, tolerance: 0.01 };

  it('sends copies to the candidate and answers by the baseline, then ends the copies', async () => {
    const world = await createWorld();
    const { guards } = await start(world, { shadow });
    expect(guards).toEqual({
      errorRate: {},
      latency: {},
      agreement: { limit: 0.05, compare: false },
    });
    expect(await getLive(world)).toMatchObject({
      routes: [{ version: 1, weight: 1 }],
      shadow: { version: 2, percent: 20, tolerance: 0.01 },
    });
    world.traffic = { 1: { requests: 900 }, 2: { requests: 0, copies: 100, differing: 1 } };
    const { routes, rollout, ...alias } = await tick(world, 12);
    expect(alias).not.toHaveProperty('shadow');
    expect(routes).toEqual([
      { version: 1, weight: 90 },
      { version: 2, weight: 10 },
    ]);
    expect(rollout?.passed).toMatchObject([{ percent: 0, requests: 1000 }]);
  });

  it('goes back with its copies when the candidate answers otherwise', async () => {
    const world = await createWorld();
    await start(world, { shadow, guards: { agreement: { limit: 0.02 } } });
    world.traffic = { 1: { requests: 900 }, 2: { requests: 0, copies: 100, differing: 20 } };
    const { routes, rollout, rolledBack, ...alias } = await tick(world, 4);
    expect(alias).not.toHaveProperty('shadow');
    expect([routes, rolledBack]).toEqual([[{ version: 1, weight: 1 }], [2]]);
    expect(rollout).toMatchObject({
      state: 'ROLLED_BACK',
      reason: expect.stringContaining('inputs were answered otherwise (20 %); the limit is 2 %'),
    });
  });

  it('keeps the candidate from being deleted, and ends when it is gone all the same', async () => {
    const world = await createWorld();
    await start(world, { shadow });
    await expect(deleteVersion(world.deps.registry, 'm', 2)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await world.store.delete(versionKey('m', 2));
    world.traffic = { 1: { requests: 900 }, 2: { requests: 0, copies: 100 } };
    const { routes, rollout, ...alias } = await tick(world, 4);
    expect(alias).not.toHaveProperty('shadow');
    expect(routes).toEqual([{ version: 1, weight: 1 }]);
    expect(rollout?.state).toBe('ROLLED_BACK');
  });
});
