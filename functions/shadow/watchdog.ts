import { isMainThread, workerData } from 'node:worker_threads';
import { endLatePrediction } from '../../layers/maas/adapters/watch/end-late-prediction.ts';
import type { WatchOrder } from '../../layers/maas/adapters/watch/thread-prediction-watch.ts';
import { toShadowDeath } from '../../layers/maas/core/monitoring/prediction-failure.ts';

/** The thread of `shadow` that ends its process when a copy takes longer than it may. */
if (!isMainThread) {
  endLatePrediction(workerData as WatchOrder, { functionName: 'shadow', count: toShadowDeath });
}
