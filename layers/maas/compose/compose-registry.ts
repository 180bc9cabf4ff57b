import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../core/ports/clock.ts';
import { Registry } from '../core/registry/registry.ts';
import { composeStore } from './compose-store.ts';
import type { Settings } from './settings.ts';

/** The registry, which answers a change when no instance trusts what was before. */
export async function composeRegistry(
  { store, recordTtlMs: trustMs }: Settings,
  clock: Clock,
): Promise<Registry> {
  return new Registry(await composeStore(store, clock), clock, {
    trustMs,
    sleep: (ms) => sleep(ms),
    random: Math.random,
  });
}
