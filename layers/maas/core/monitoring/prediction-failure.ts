import { isCallerError, type ErrorCode } from '../../contract/errors.ts';
import type { MetricEvent } from '../ports.ts';
import type { RunningVersion } from './prediction-watch.ts';

/** The counts of a prediction that failed: whose fault it was, by its code. */
export function toFailure(code: ErrorCode): MetricEvent['values'] {
  const isCallers = isCallerError(code);
  return { Errors: isCallers ? 0 : 1, ClientErrors: isCallers ? 1 : 0, ErrorsByType: 1 };
}

/**
 * A prediction that took its process along, as whoever outlived it counts it.
 * @param version undefined where it died before its version was known
 */
export function toDeath(code: ErrorCode, version: RunningVersion | undefined): MetricEvent {
  return {
    values: { Predictions: 1, ...toFailure(code) },
    dimensions: {
      ErrorType: code,
      ...(version ? { Model: version.model, Version: String(version.version) } : {}),
    },
  };
}
