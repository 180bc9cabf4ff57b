/** The limits of alarms, apart from their rules: those who serve a call know nothing of alarms. */
export const ALARM_LIMITS = {
  /** Predictions in percent that may fail through the service's or the model's own fault. */
  errorRatePercent: 5,
  /** Milliseconds that the slowest 1 % of predictions may take. */
  latencyP99Ms: 5000,
} as const;
export type ServiceLimit = keyof typeof ALARM_LIMITS;

/** The limits that a model may set for itself with `PUT /models/{model}/settings`. */
export const OWN_LIMITS = ['latencyP99Ms', 'errorRatePercent', 'minAccuracyPercent'] as const;
export type OwnLimit = (typeof OWN_LIMITS)[number];

/** Answers in percent that may take longer than the latency limit: what p99 leaves. */
export const SLOW_PERCENT = 1;
