import type { Clock, Stopwatch } from '../core/ports.ts';

export const systemClock: Clock & Stopwatch = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
