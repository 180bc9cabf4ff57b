import { isCallerError, type ErrorCode } from '../../contract/errors.ts';
import type { MetricEvent } from '../ports/metrics.ts';
import type { RunningVersion } from './prediction-watch.ts';

/** The counts of a prediction that failed: whose fault it was, by its code. */
export function toFailure(code: ErrorCode): {
  readonly Errors: 0 | 1;
  readonly ClientErrors: 0 | 1;
  readonly ErrorsByType: 1;
} {
  const isCallers = isCallerError(code);
  return { Errors: isCallers ? 0 : 1, ClientErrors: isCallers ? 1 : 0, ErrorsByType: 1 };
}

/**
 * A prediction that took its process along, as whoever outlived it counts it. That knows no limits,
 * so all of it goes on the error budget.
 * @param version undefined where it died before its version was known
 */
export function toDeath(code: ErrorCode, version: RunningVersion | undefined): MetricEvent {
  return {
    values: { Predictions: 1, ...toFailure(code), ErrorsOverBudget: 1 },
    dimensions: {
      ErrorType: code,
      ...(version ? { Model: version.model, Version: String(version.version) } : {}),
    },
  };
}

/** The same of a copy that a shadow did not live to answer, which is no prediction of anybody's. */
export function toShadowDeath(_code: ErrorCode, version: RunningVersion | undefined): MetricEvent {
  return {
    values: { ShadowPredictions: 1, ShadowErrors: 1 },
    dimensions: version ? { Model: version.model, Version: String(version.version) } : {},
  };
}

/** Makes the metrics of a death in the function that it happened in. */
export type CountDeath = typeof toDeath;
