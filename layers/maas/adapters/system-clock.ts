import type { Clock, Stopwatch } from '../core/ports/clock.ts';

export const systemClock: Clock & Stopwatch = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
