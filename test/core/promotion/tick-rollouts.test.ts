import { describe, expect, it } from '@jest/globals';
import { decideRollout, listRollouts } from '../../../layers/maas/core/promotion/decide-rollout.ts';
import { createWorld, getLive, tick } from './promotion.ts';
import { WELL, FAILING, start } from '../../support/started-rollouts.ts';

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
