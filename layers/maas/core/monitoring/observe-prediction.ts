import { isCallerError, type ErrorCode } from '../../contract/errors.ts';
import { MaasError } from '../errors.ts';
import type { MetricEvent, MetricSink, Stopwatch } from '../ports.ts';
import { roundMs } from './round-ms.ts';

/** What is learnt of a prediction while it is made. */
export interface PredictionFacts {
  model?: string;
  version?: number;
  loadMs?: number | undefined;
  inferenceMs?: number;
  scores?: readonly number[];
}

export interface ObserveDeps {
  readonly clock: Stopwatch;
  readonly metrics: MetricSink;
  /** True once in the life of a function instance, for its first prediction. */
  readonly isColdStart: () => boolean;
}

/**
 * Makes one prediction and records what came of it, whatever that is, once.
 * @param signal aborted when its caller is answered that the time is over: it counts as TIMEOUT then, whatever becomes of it
 */
export async function observePrediction<T>(predict: (facts: PredictionFacts) => Promise<T>, { clock, metrics, isColdStart }: ObserveDeps, signal?: AbortSignal): Promise<T> {
  const facts: PredictionFacts = {};
  const startedAtMs = clock.monotonicMs();
  const coldStart = isColdStart() ? 1 : 0;
  let isRecorded = false;
  const record = (values: MetricEvent['values'], errorType?: ErrorCode): void => {
    if (isRecorded) return;
    isRecorded = true;
    metrics.record({ values: { Predictions: 1, ColdStart: coldStart, ...toValues(facts), ...values }, dimensions: toDimensions(facts, errorType) });
  };
  const recordError = (code: ErrorCode): void => {
    const isCallers = isCallerError(code);
    record({ Errors: isCallers ? 0 : 1, ClientErrors: isCallers ? 1 : 0, ErrorsByType: 1 }, code);
  };
  signal?.addEventListener('abort', () => { recordError('TIMEOUT'); });
  try {
    const result = await predict(facts);
    record({ PredictionLatency: roundMs(clock.monotonicMs() - startedAtMs), Errors: 0, ClientErrors: 0 });
    return result;
  } catch (error) {
    recordError(error instanceof MaasError ? error.code : 'INTERNAL');
    throw error;
  }
}

function toDimensions({ model, version }: PredictionFacts, errorType: ErrorCode | undefined): MetricEvent['dimensions'] {
  return {
    ...(model === undefined ? {} : { Model: model }),
    ...(version === undefined ? {} : { Version: String(version) }),
    ...(errorType === undefined ? {} : { ErrorType: errorType }),
  };
}

function toValues({ loadMs, inferenceMs, scores }: PredictionFacts): MetricEvent['values'] {
  return {
    ...(inferenceMs === undefined ? {} : { InferenceLatency: roundMs(inferenceMs), SessionCacheHit: loadMs === undefined ? 1 : 0 }),
    ...(loadMs === undefined ? {} : { ModelLoadLatency: roundMs(loadMs) }),
    ...(scores === undefined || scores.length === 0 ? {} : { Score: scores }),
  };
}
