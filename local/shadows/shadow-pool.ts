import type { HostedFunction } from '../../layers/maas/instances/hosted-function.ts';
import { FunctionPool } from '../../layers/maas/instances/function-pool.ts';
import type { PoolOptions } from '../../layers/maas/instances/pool-options.ts';
import type { ProcessGuard } from '../../layers/maas/instances/process-guard.ts';

/** Copies that may wait: what comes when there are more is not run. */
const MOST_WAITING = 100;

/**
 * The instances that run shadows: none before there is a copy, and all else goes before them. What
 * one of them takes along is no instance that is warm for callers.
 */
export function createShadowPool(
  hosted: HostedFunction,
  guard: ProcessGuard,
  options: PoolOptions,
): FunctionPool {
  return new FunctionPool({ ...hosted, hasLowPriority: true }, guard, {
    ...options,
    maxQueued: MOST_WAITING,
    startsAhead: false,
  });
}
