import type { PredictionWatch } from '../../layers/maas/core/monitoring/prediction-watch.ts';

/** A prediction that nobody watches. */
export const UNWATCHED: PredictionWatch = {
  begin: () => undefined,
  load: () => undefined,
  run: () => undefined,
  end: () => true,
};
