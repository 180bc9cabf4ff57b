/**
 * Every metric that the functions emit: name, unit and dimensions, read by the emitter, the alarms and the dashboard alike.
 * Each dimension set of a metric is one CloudWatch metric; the empty set is the fleet.
 */
export const DIMENSIONS = ['Model', 'Version', 'ErrorType'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export type MetricUnit = 'Count' | 'Milliseconds' | 'None';

export interface MetricSpec {
  readonly unit: MetricUnit;
  readonly dimensionSets: readonly (readonly Dimension[])[];
}

const PER_VERSION = [[], ['Model'], ['Model', 'Version']] as const;

export const METRICS = {
  /** Prediction requests that reached the function, whatever came of them. */
  Predictions: { unit: 'Count', dimensionSets: PER_VERSION },
  /** From the request's arrival in the function to its answer, of requests that were answered. */
  PredictionLatency: { unit: 'Milliseconds', dimensionSets: PER_VERSION },
  /** ONNX Runtime's share of it. */
  InferenceLatency: { unit: 'Milliseconds', dimensionSets: PER_VERSION },
  /** From the first request for a version to its session, fetching included. */
  ModelLoadLatency: { unit: 'Milliseconds', dimensionSets: PER_VERSION },
  /** 1 for the first request of a function instance, 0 for the others. */
  ColdStart: { unit: 'Count', dimensionSets: PER_VERSION },
  /** 1 where the session was in memory, 0 where it had to be loaded. */
  SessionCacheHit: { unit: 'Count', dimensionSets: PER_VERSION },
  /** Requests that failed through the service's or the model's own fault (status 500 and above, but for 501). */
  Errors: { unit: 'Count', dimensionSets: PER_VERSION },
  /** Requests that failed through the caller's fault (status 400 to 499, and 501: what is asked for is not there to have). */
  ClientErrors: { unit: 'Count', dimensionSets: PER_VERSION },
  /** Failed requests by their error code, of both kinds. */
  ErrorsByType: { unit: 'Count', dimensionSets: [['ErrorType'], ['Model', 'ErrorType']] },
  /** 1 for each answer from a record that could not be revalidated because the store failed. */
  StaleRecord: { unit: 'Count', dimensionSets: [[], ['Model']] },
  /** The confidence that the model gave with each label, between 0 and 1. */
  Score: { unit: 'None', dimensionSets: [['Model'], ['Model', 'Version']] },
} as const satisfies Record<string, MetricSpec>;

export type MetricName = keyof typeof METRICS;
