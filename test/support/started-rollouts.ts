import { startRollout } from '../../layers/maas/core/promotion/start-rollout.ts';
import { CANARY, type World } from '../core/promotion/promotion.ts';

export const WELL = { 1: { requests: 900 }, 2: { requests: 100 } };
export const FAILING = { 1: { requests: 900 }, 2: { requests: 100, errors: 20 } };

export const start = (
  world: World,
  own: Partial<typeof CANARY> = {},
): ReturnType<typeof startRollout> => startRollout(world.deps, 'm', 'live', { ...CANARY, ...own });
