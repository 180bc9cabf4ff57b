import { describe, expect, it } from '@jest/globals';
import { decideRollout, listRollouts } from '../../../layers/maas/core/promotion/decide-rollout.ts';
import { tickRollouts } from '../../../layers/maas/core/promotion/tick-rollouts.ts';
import { deleteAlias, setAlias } from '../../../layers/maas/core/registry/aliases.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { versionKey } from '../../../layers/maas/core/registry/keys.ts';
import { createWorld, getLive, MINUTE_MS, tick } from './promotion.ts';
import { WELL, FAILING, start } from '../../support/started-rollouts.ts';

describe('what comes between', () => {
  it('a hand that moves the alias ends the roll-out where it was put', async () => {
    const world = await createWorld();
    await start(world);
    await setAlias(world.deps.registry, 'm', 'live', 2);
    expect(await getLive(world)).toMatchObject({
      routes: [{ version: 2, weight: 1 }],
      rollout: { state: 'ABORTED' },
    });
    world.traffic = FAILING;
    expect((await tick(world, 5)).routes).toEqual([{ version: 2, weight: 1 }]);
    expect(world.told).toHaveLength(1);
  });

  it('the alias can be deleted when the roll-out has ended, whose history is kept', async () => {
    const world = await createWorld();
    const { registry } = world.deps;
    const { id } = await start(world);
    await expect(deleteAlias(registry, 'm', 'live')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`Roll-out ${id} of 'live' is BAKING`),
    });
    await decideRollout(world.deps, 'm', 'live', id, 'abort');
    await deleteAlias(registry, 'm', 'live');
    expect(await listRollouts(world.deps, 'm', 'live')).toMatchObject([{ id, state: 'ABORTED' }]);
  });

  it('neither version can be deleted while it is open, at 100 % neither', async () => {
    const world = await createWorld();
    await start(world, { strategy: { allAtOnce: { bakeMinutes: 10 } } });
    for (const version of [1, 2]) {
      await expect(deleteVersion(world.deps.registry, 'm', version)).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    }
  });

  it('a candidate that was taken out of the store by hand: the baseline has the traffic', async () => {
    const world = await createWorld();
    await start(world);
    await world.store.delete(versionKey('m', 2));
    world.traffic = WELL;
    expect(await tick(world, 3)).toMatchObject({
      routes: [{ version: 1, weight: 1 }],
      rollout: { state: 'ROLLED_BACK' },
    });
  });

  it('a baseline that was taken out of the store by hand: the candidate has the traffic', async () => {
    const world = await createWorld();
    await start(world);
    await world.store.delete(versionKey('m', 1));
    world.traffic = WELL;
    expect(await tick(world, 3)).toMatchObject({
      routes: [{ version: 2, weight: 1 }],
      rollout: { state: 'PROMOTED', reason: expect.stringContaining('version 1') },
    });
  });

  it('both of them: it ends, and the alias is left alone', async () => {
    const world = await createWorld();
    await start(world);
    for (const version of [1, 2]) await world.store.delete(versionKey('m', version));
    world.traffic = WELL;
    expect(await tick(world, 3)).toMatchObject({ rollout: { state: 'ABORTED' } });
    expect((await world.store.list('baking/')).keys).toEqual([]);
  });

  it('nobody can be reached: it is told later, for an hour, and once', async () => {
    for (const minutes of [10, 80]) {
      const world = await createWorld();
      await start(world);
      world.traffic = FAILING;
      world.isReachable = false;
      expect(await tick(world, minutes)).toMatchObject({ rollout: { state: 'ROLLED_BACK' } });
      world.isReachable = true;
      await tick(world, 5);
      expect(world.told).toHaveLength(minutes > 60 ? 0 : 1);
      expect((await world.store.list('baking/')).keys).toEqual([]);
    }
  });

  it('a look that dies before it tells of a pause: the next one does', async () => {
    const world = await createWorld();
    await start(world, { longestBakeMinutes: 15 });
    world.isReachable = false;
    expect(await tick(world, 20)).toMatchObject({ rollout: { state: 'PAUSED' } });
    world.isReachable = true;
    await tick(world, 3);
    expect(world.told).toEqual([expect.stringMatching(/^PAUSED: model m, alias live/)]);
  });

  it('ten looks at once count each minute once', async () => {
    const world = await createWorld();
    await start(world);
    world.traffic = WELL;
    world.nowMs += 5 * MINUTE_MS;
    await Promise.all(Array.from({ length: 10 }, () => tickRollouts(world.deps)));
    expect((await getLive(world)).rollout).toMatchObject({ stepRequests: 300 });
  });

  it('a look that dies at any write leaves one state, and the next one ends it', async () => {
    for (let deadly = 1; deadly <= 4; deadly++) {
      const world = await createWorld();
      await start(world);
      world.traffic = FAILING;
      world.nowMs += 3 * MINUTE_MS;
      let writes = 0;
      const dies = (): void => {
        if (++writes >= deadly) throw new Error('killed');
      };
      const put = world.store.put.bind(world.store);
      const remove = world.store.delete.bind(world.store);
      world.store.put = async (...call) => {
        dies();
        return put(...call);
      };
      world.store.delete = async (...call) => {
        dies();
        await remove(...call);
      };
      await tickRollouts(world.deps).catch(() => undefined);
      world.store.put = put;
      world.store.delete = remove;
      expect(await tick(world, 1)).toMatchObject({
        routes: [{ version: 1, weight: 1 }],
        rollout: { state: 'ROLLED_BACK' },
      });
      expect(world.told.length).toBeGreaterThanOrEqual(1);
      expect((await world.store.list('baking/')).keys).toEqual([]);
      expect((await world.store.list('rollouts/')).keys).toHaveLength(1);
    }
  });

  it('a clock that was an hour ahead passes no step, and the looks go on when it is back', async () => {
    const world = await createWorld();
    await start(world);
    world.nowMs += 60 * MINUTE_MS;
    expect((await tick(world, 1)).rollout).toMatchObject({ step: 0, bakedMs: 5 * MINUTE_MS });
    world.nowMs -= 60 * MINUTE_MS;
    world.traffic = WELL;
    expect((await tick(world, 3)).rollout).toMatchObject({ step: 0 });
    const { rollout } = await tick(world, 30);
    expect(rollout?.state).toBe('PROMOTED');
  });
});
