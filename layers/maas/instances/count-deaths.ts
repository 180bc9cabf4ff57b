import { EmfMetricSink } from '../adapters/metrics/emf-metric-sink.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Settings } from '../compose/settings.ts';
import type { FunctionName } from '../contract/functions.ts';
import { toDeath, toShadowDeath, type CountDeath } from '../core/monitoring/prediction-failure.ts';
import type { HostedFunction } from './hosted-function.ts';

/** In which functions a death is one of a model, and how it counts. */
const COUNTED: Readonly<Partial<Record<FunctionName, CountDeath>>> = {
  predict: toDeath,
  shadow: toShadowDeath,
};

/** Metric lines of the calls of models that their instances did not live to count. */
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
