import { isCallerError } from '../../contract/errors.ts';
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

/** Makes one prediction and records what came of it, whatever that is. */
export async function observePrediction<T>(predict: (facts: PredictionFacts) => Promise<T>, { clock, metrics, isColdStart }: ObserveDeps): Promise<T> {
  const facts: PredictionFacts = {};
  const startedAtMs = clock.monotonicMs();
  const coldStart = isColdStart() ? 1 : 0;
  const record = (values: MetricEvent['values'], errorType?: string): void => { metrics.record({
      values: { Predictions: 1, ColdStart: coldStart, ...toValues(facts), ...values },
      dimensions: {
        ...(facts.model === undefined ? {} : { Model: facts.model }),
        ...(facts.version === undefined ? {} : { Version: String(facts.version) }),
        ...(errorType === undefined ? {} : { ErrorType: errorType }),
      },
    }); };
  try {
    const result = await predict(facts);
    record({ PredictionLatency: roundMs(clock.monotonicMs() - startedAtMs), Errors: 0, ClientErrors: 0 });
    return result;
  } catch (error) {
    const code = error instanceof MaasError ? error.code : 'INTERNAL';
    const isCallers = isCallerError(code);
    record({ Errors: isCallers ? 0 : 1, ClientErrors: isCallers ? 1 : 0, ErrorsByType: 1 }, code);
    throw error;
  }
}

function toValues({ loadMs, inferenceMs, scores }: PredictionFacts): MetricEvent['values'] {
  return {
    ...(inferenceMs === undefined ? {} : { InferenceLatency: roundMs(inferenceMs), SessionCacheHit: loadMs === undefined ? 1 : 0 }),
    ...(loadMs === undefined ? {} : { ModelLoadLatency: roundMs(loadMs) }),
    ...(scores === undefined || scores.length === 0 ? {} : { Score: scores }),
  };
}
