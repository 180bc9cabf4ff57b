import type { ErrorCode } from '../../contract/errors.ts';
import { MaasError } from '../errors.ts';
import type { MetricEvent, MetricSink, Stopwatch } from '../ports.ts';
import type { PredictionWatch } from './prediction-watch.ts';
import { toFailure } from './prediction-failure.ts';
import { roundMs } from './round-ms.ts';

/** What is learnt of a prediction while it is made. */
export interface PredictionFacts {
  model?: string;
  version?: number;
  /** Milliseconds that its model may run, where it has a limit of its own. */
  limitMs?: number | undefined;
  loadMs?: number | undefined;
  inferenceMs?: number;
  scores?: readonly number[];
}

export interface ObserveDeps {
  readonly clock: Stopwatch;
  readonly metrics: MetricSink;
  /** True once in the life of a function instance, for its first prediction. */
  readonly isColdStart: () => boolean;
  readonly watch: PredictionWatch;
}

/** The call that a prediction is made in. */
export interface ObservedCall {
  /** Aborted when its caller is answered that the time is over: it counts as TIMEOUT then, whatever becomes of it. */
  readonly signal?: AbortSignal;
  /** Milliseconds that are left for the answer. */
  remainingMs(): number;
}

/** Makes one prediction and records what came of it, whatever that is, once: the death of this process too, which `watch` tells to whoever finds it. */
export async function observePrediction<T>(
  predict: (facts: PredictionFacts) => Promise<T>,
  { clock, metrics, isColdStart, watch }: ObserveDeps,
  call: ObservedCall,
): Promise<T> {
  const facts: PredictionFacts = {};
  const startedAtMs = clock.monotonicMs();
  const coldStart = isColdStart() ? 1 : 0;
  let isRecorded = false;
  const record = (values: MetricEvent['values'], errorType?: ErrorCode): void => {
    if (isRecorded) return;
    isRecorded = true;
    if (!watch.end()) return; // whoever found its time over has counted it, and ends this process
    metrics.record({
      values: { Predictions: 1, ColdStart: coldStart, ...toValues(facts), ...values },
      dimensions: toDimensions(facts, errorType),
    });
  };
  const recordError = (code: ErrorCode): void => {
    record(toFailure(code), code);
  };
  call.signal?.addEventListener('abort', () => {
    recordError('TIMEOUT');
  });
  watch.begin(call.remainingMs());
  try {
    const result = await predict(facts);
    record({
      PredictionLatency: roundMs(clock.monotonicMs() - startedAtMs),
      Errors: 0,
      ClientErrors: 0,
    });
    return result;
  } catch (error) {
    recordError(error instanceof MaasError ? error.code : 'INTERNAL');
    throw error;
  }
}

function toDimensions(
  { model, version }: PredictionFacts,
  errorType: ErrorCode | undefined,
): MetricEvent['dimensions'] {
  return {
    ...(model === undefined ? {} : { Model: model }),
    ...(version === undefined ? {} : { Version: String(version) }),
    ...(errorType === undefined ? {} : { ErrorType: errorType }),
  };
}

function toValues({ loadMs, inferenceMs, scores }: PredictionFacts): MetricEvent['values'] {
  return {
    ...(inferenceMs === undefined
      ? {}
      : { InferenceLatency: roundMs(inferenceMs), SessionCacheHit: loadMs === undefined ? 1 : 0 }),
    ...(loadMs === undefined ? {} : { ModelLoadLatency: roundMs(loadMs) }),
    ...(scores === undefined || scores.length === 0 ? {} : { Score: scores }),
  };
}
