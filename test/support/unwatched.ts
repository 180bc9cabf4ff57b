import { ALARM_LIMITS } from '../../layers/maas/contract/alarm-limits.ts';
import type { PredictionWatch } from '../../layers/maas/core/monitoring/prediction-watch.ts';

/** A prediction that nobody watches. */
export const UNWATCHED: PredictionWatch = {
  begin: () => undefined,
  load: () => undefined,
  run: () => undefined,
  wait: () => undefined,
  end: () => undefined,
};

/** The needs of observing beside a clock and a sink, of an instance that is warm. */
export const WARM = {
  isColdStart: (): boolean => false,
  watch: UNWATCHED,
  budget: ALARM_LIMITS,
  newId: (): string => 'p',
} as const;
