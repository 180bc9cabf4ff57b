import { EmfMetricSink } from '../adapters/metrics/emf-metric-sink.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Settings } from '../compose/settings.ts';
import type { FunctionName } from '../contract/functions.ts';
import { toDeath, toShadowDeath, type CountDeath } from '../core/monitoring/prediction-failure.ts';
import type { HostedFunction } from './hosted-function.ts';

/** The functions that run models, and how the end of an instance counts in each. */
const COUNTED: Readonly<Partial<Record<FunctionName, CountDeath>>> = {
  predict: toDeath,
  shadow: toShadowDeath,
};

/** Writes the metric lines of predictions that ended their instance, which could not do it. */
export function countDeaths(
  name: FunctionName,
  { metricNamespace: namespace, metricDetail: detail }: Settings,
  write: (line: string) => void,
): Pick<HostedFunction, 'onDeath'> {
  const count = COUNTED[name];
  if (!count) return {};
  const metrics = new EmfMetricSink({ namespace, detail, clock: systemClock, write });
  return {
    onDeath: ({ code, note }) => {
      metrics.record(count(code, note));
    },
  };
}
