import { describe, expect, it } from '@jest/globals';
import { decideRollout, listRollouts } from '../../../layers/maas/core/promotion/decide-rollout.ts';
import { startRollout } from '../../../layers/maas/core/promotion/start-rollout.ts';
import { tickRollouts } from '../../../layers/maas/core/promotion/tick-rollouts.ts';
import { deleteAlias, setAlias } from '../../../layers/maas/core/registry/aliases.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { versionKey } from '../../../layers/maas/core/registry/keys.ts';
import { CANARY, createWorld, getLive, MINUTE_MS, tick, type World } from './promotion.ts';

const WELL = { 1: { requests: 900 }, 2: { requests: 100 } };
const FAILING = { 1: { requests: 900 }, 2: { requests: 100, errors: 20 } };

const start = (world: World, own: Partial<typeof CANARY> = {}): ReturnType<typeof startRollout> =>
  startRollout(world.deps, 'm', 'live', { ...CANARY, ...own });

describe('a roll-out of a good version', () => {
  it('walks 10, 50, 100 %, and leaves its steps and a notice', async () => {
    const world = await createWorld();
    const { id } = await start(world);
    world.traffic = WELL;
    expect((await getLive(world)).routes).toEqual([
      { version: 1, weight: 90 },
      { version: 2, weight: 10 },
    ]);
    const shares: (number | undefined)[] = [];
    for (let minute = 0; minute < 30; minute++) {
      const { routes } = await tick(world, 1);
      const share = routes.find(({ version }) => version === 2)?.weight;
      if (shares.at(-1) !== share) shares.push(share);
    }
    expect(shares).toEqual([10, 50, 1]);
    const { rollout, routes } = await getLive(world);
    expect(routes).toEqual([{ version: 2, weight: 1 }]);
    expect(rollout).toMatchObject({ id, state: 'PROMOTED', slowMs: 80 });
    expect(rollout?.passed).toMatchObject([
      { percent: 10, verdicts: [{ guard: 'errorRate', verdict: 'GOOD' }, { guard: 'latency' }] },
      { percent: 50 },
    ]);
    expect(world.told).toHaveLength(1);
    expect(world.told[0]).toMatch(/^PROMOTED: model m, alias live, roll-out of version 2 over 1\n/);
    expect(world.switched.slice(0, 2)).toEqual([true, false]);
    expect((await world.store.list('baking/')).keys).toEqual([]);
    expect(await listRollouts(world.deps, 'm', 'live')).toEqual([rollout]);
  });

  it('bakes by what was watched: metrics that are late pass no step early', async () => {
    const world = await createWorld();
    await start(world);
    world.traffic = WELL;
    expect((await tick(world, 11)).rollout).toMatchObject({ step: 0 });
    expect((await tick(world, 1)).rollout).toMatchObject({ step: 1 });
  });
});

describe('a roll-out of a version that is worse', () => {
  it('goes back at the next look, says why, and is refused the next time', async () => {
    const world = await createWorld();
    await start(world);
    world.traffic = FAILING;
    const { routes, rollout, rolledBack } = await tick(world, 3);
    expect(routes).toEqual([{ version: 1, weight: 1 }]);
    expect(rolledBack).toEqual([2]);
    expect(rollout).toMatchObject({
      state: 'ROLLED_BACK',
      reason: expect.stringMatching(/^The candidate is worse: 20 of 100 requests failed \(20 %\)/),
    });
    expect(world.told.join()).toContain('20 of 100 requests failed');
    await expect(start(world)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('"force"'),
    });
    const again = await start(world, { force: true });
    expect(again.state).toBe('BAKING');
    expect((await listRollouts(world.deps, 'm', 'live')).map(({ state }) => state)).toEqual([
      'BAKING',
      'ROLLED_BACK',
    ]);
  });

  it('goes back when it is slow by the slowMs of the record', async () => {
    const world = await createWorld();
    await start(world);
    world.traffic = { 1: { requests: 900, slow: 9 }, 2: { requests: 100, slow: 20 } };
    expect((await tick(world, 3)).rollout).toMatchObject({
      state: 'ROLLED_BACK',
      reason: expect.stringContaining('20 of 100 answers were slow'),
    });
  });

  it('is not blocked by a baseline that fails while its fix is rolled out', async () => {
    const world = await createWorld();
    await start(world);
    world.traffic = { 1: { requests: 900, errors: 300 }, 2: { requests: 100 } };
    expect((await tick(world, 26)).rollout).toMatchObject({ state: 'PROMOTED' });
  });
});

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

describe('a person', () => {
  it('promotes, aborts, and continues what is paused; nothing twice', async () => {
    const world = await createWorld();
    const { id } = await start(world, { longestBakeMinutes: 15 });
    await expect(start(world)).rejects.toMatchObject({ code: 'CONFLICT' });
    world.traffic = { 1: { requests: 10 }, 2: { requests: 1 } };
    expect((await tick(world, 20)).rollout).toMatchObject({
      state: 'PAUSED',
      reason: expect.stringMatching(/^INCONCLUSIVE after 15 minutes: \d+ of 100 requests/),
    });
    expect(world.told).toHaveLength(1);
    const decide = (decision: 'promote' | 'abort' | 'continue'): ReturnType<typeof decideRollout> =>
      decideRollout(world.deps, 'm', 'live', id, decision);
    expect(await decide('continue')).toMatchObject({ state: 'BAKING' });
    expect(await decide('abort')).toMatchObject({ state: 'ABORTED' });
    expect((await getLive(world)).routes).toEqual([{ version: 1, weight: 1 }]);
    await expect(decide('promote')).rejects.toMatchObject({ code: 'CONFLICT' });
    const next = await start(world);
    expect(await decideRollout(world.deps, 'm', 'live', next.id, 'promote')).toMatchObject({
      state: 'PROMOTED',
    });
    expect((await getLive(world)).routes).toEqual([{ version: 2, weight: 1 }]);
  });
});
