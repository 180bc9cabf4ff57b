import { describe, expect, it } from '@jest/globals';
import { markQuotas } from '../../../layers/maas/core/access/change-access.ts';
import { resumeTicks } from '../../../layers/maas/core/promotion/tick-rollouts.ts';
import { WELL, start } from '../../support/started-rollouts.ts';
import { createWorld, getLive, tick } from './promotion.ts';

describe('ticks that a deploy turned off', () => {
  it('are on again while a roll-out is open, which then ends', async () => {
    const world = await createWorld();
    await start(world);
    world.switched.length = 0;
    await resumeTicks(world.deps);
    expect(world.switched).toEqual([true]);
    world.traffic = WELL;
    await tick(world, 30);
    expect((await getLive(world)).rollout?.state).toBe('PROMOTED');
  });

  it('are on again while a model has a quota', async () => {
    const world = await createWorld();
    await markQuotas(world.deps.registry, 'm');
    await resumeTicks(world.deps);
    expect(world.switched).toEqual([true]);
  });

  it('stay off where nothing needs them', async () => {
    const world = await createWorld();
    await resumeTicks(world.deps);
    expect(world.switched).toEqual([]);
  });

  it('are for the next look, and the log, when they cannot be turned on', async () => {
    const world = await createWorld();
    await start(world);
    const errors: string[] = [];
    world.deps.logger = { ...world.deps.logger, error: (message) => void errors.push(message) };
    world.deps.schedule = () => Promise.reject(new Error('Throttled.'));
    await resumeTicks(world.deps);
    expect(errors).toEqual(['The looks at roll-outs and quotas could not be turned on.']);
  });
});
