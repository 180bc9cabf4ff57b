import { isMainThread, workerData } from 'node:worker_threads';
import { endLatePrediction } from '../../layers/maas/adapters/watch/end-late-prediction.ts';
import type { WatchOrder } from '../../layers/maas/adapters/watch/thread-prediction-watch.ts';

/**
 * The thread of `predict` that ends its process when a prediction takes longer than it may. The
 * image's build loads it by itself, to keep what V8 compiled.
 */
if (!isMainThread) endLatePrediction(workerData as WatchOrder);
