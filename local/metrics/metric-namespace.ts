import { DEFAULTS, ENVIRONMENT } from '../../layers/maas/contract/environment.ts';

/** Namespace of all metrics here: functions get the environment of this process. */
export const METRIC_NAMESPACE =
  process.env[ENVIRONMENT.metricNamespace] ?? DEFAULTS.metricNamespace;
