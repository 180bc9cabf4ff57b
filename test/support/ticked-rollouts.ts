import { advanceRollout, type Window } from '../../layers/maas/core/rollouts/advance-rollout.ts';
import type { RolloutRecord } from '../../layers/maas/core/rollouts/rollout.ts';
import { MINUTE_MS } from '../core/rollouts/simulate.ts';

export function tick(rollout: RolloutRecord, window: Partial<Window>, minutes = 1): RolloutRecord {
  const nowMs = Date.parse(rollout.tickedAt) + minutes * MINUTE_MS;
  return advanceRollout(rollout, [{ untilMs: nowMs, requests: 0, tallies: {}, ...window }], nowMs);
}

export function share(values: readonly boolean[]): number {
  return values.filter(Boolean).length / values.length;
}
