import { SettingsReader } from '../../layers/maas/compose/settings-reader.ts';
import { DEFAULTS, ENVIRONMENT } from '../../layers/maas/contract/environment.ts';

/** Namespace of all metrics here: functions get the environment of this process. */
export const METRIC_NAMESPACE =
  new SettingsReader(process.env).text(ENVIRONMENT.metricNamespace) ?? DEFAULTS.metricNamespace;
