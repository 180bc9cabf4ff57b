import { MaasError } from '../errors.ts';
import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import { roundMs } from '../monitoring/round-ms.ts';
import type { Stopwatch } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetricEvent, MetricSink } from '../ports/metrics.ts';
import { compareAnswers } from './compare-answers.ts';
import { toCompared, type ShadowCopy } from './shadow-copy.ts';

export interface RunCopyDeps {
  /** Answers the call by the shadow. @throws MaasError as a prediction does */
  readonly answer: (copy: ShadowCopy) => Promise<PredictionFacts>;
  readonly metrics: MetricSink;
  readonly clock: Stopwatch;
  readonly logger: Logger;
}

/** Inputs that a log line names. */
const NAMED_INPUTS = 10;

/**
 * Runs one copy and records what came of it: its answer goes nowhere. How long it takes to load the
 * shadow is nobody's time and not counted.
 */
export async function runCopy(
  copy: ShadowCopy,
  { answer, metrics, clock, logger }: RunCopyDeps,
): Promise<void> {
  const { predictionId, model, alias, version, answeredBy, tolerance } = copy;
  const names = { predictionId, model, alias, version, answeredBy };
  const record = (values: MetricEvent['values']): void => {
    metrics.record({
      values: { ShadowPredictions: 1, ...values },
      dimensions: { Model: model, Version: String(version) },
      properties: { predictionId },
    });
  };
  const startedAtMs = clock.monotonicMs();
  let facts: PredictionFacts;
  try {
    facts = await answer(copy);
  } catch (error) {
    record({ ShadowErrors: 1 });
    const code = error instanceof MaasError ? error.code : 'INTERNAL';
    logger.warn('A shadow failed at a call that was answered.', { ...names, code, error });
    return;
  }
  const latencyMs = roundMs(clock.monotonicMs() - startedAtMs - (facts.stages.find('load') ?? 0));
  const { predicted, answered } = facts;
  const verdicts = copy.answer
    ? compareAnswers(
        copy.answer,
        toCompared({ predicted, body: predicted ? undefined : answered?.() }),
        tolerance,
      )
    : [];
  record({
    ShadowErrors: 0,
    ShadowLatency: latencyMs,
    ...(verdicts.length > 0 ? { Agreement: verdicts.map(Number) } : {}),
  });
  const differing = verdicts.flatMap((agrees, index) => (agrees ? [] : [index]));
  if (differing.length === 0) return;
  logger.info('A shadow answered differently.', {
    ...names,
    inputs: verdicts.length,
    differing: differing.length,
    first: differing.slice(0, NAMED_INPUTS),
  });
}
