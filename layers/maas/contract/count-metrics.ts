import type { OwnLimit } from './alarm-limits.ts';
import { ALARM_IDS, getAlarmRule } from './alarms.ts';
import {
  listDimensionSets,
  METRICS,
  type Dimension,
  type MetricDetail,
  type MetricName,
  type MetricSpec,
} from './metrics.ts';
import { PRICES } from './prices.ts';

/** A function runs one prediction at a time: none waits for its turn. */
const NEVER: readonly MetricName[] = ['QueueLatency'];
/** These happen in cold starts alone, and so have no warm series. */
const COLD: readonly MetricName[] = ['DownloadLatency', 'CreateLatency'];

/** CloudWatch metrics that have values in an hour with calls. */
export interface MetricCounts {
  /** The series that all models have together. */
  readonly fleet: number;
  /** The series of each model, beside those of its versions and labels. */
  readonly model: number;
  /** The series of each version that is called. */
  readonly version: number;
}

/** Counts the metrics of predictions that CloudWatch bills; those of single labels come on top. */
export function countMetrics(detail: MetricDetail): MetricCounts {
  const sets = Object.entries<MetricSpec>(METRICS).flatMap(([name, spec]) =>
    spec.isOccasional || NEVER.includes(name as MetricName)
      ? []
      : listDimensionSets(spec, detail).map((set) => ({ name: name as MetricName, set })),
  );
  const count = (belongs: (set: readonly Dimension[]) => boolean): number =>
    sets
      .filter(({ set }) => belongs(set) && !set.includes('Label'))
      .reduce((sum, { name, set }) => sum + countValues(name, set), 0);
  return {
    fleet: count((set) => set.length === 0),
    model: count((set) => set.includes('Model') && !set.includes('Version')),
    version: count((set) => set.includes('Version')),
  };
}

/** Alarms that look at each version that is called. */
export function countVersionAlarms(): number {
  return ALARM_IDS.filter((id) => getAlarmRule(id).watch.kind === 'group').length;
}

/** US dollars a month of the alarm that a model has by a limit of its own: each of its metrics. */
export function priceOwnAlarm(limit: OwnLimit): number {
  const watches = ALARM_IDS.map((id) => getAlarmRule(id).watch);
  const metrics = watches.flatMap((watch) =>
    watch.kind === 'model' && watch.limit === limit ? Object.keys(watch.metrics) : [],
  );
  return metrics.length * PRICES.alarmMetricPerMonth;
}

function countValues(name: MetricName, set: readonly Dimension[]): number {
  if (!set.includes('Start')) return 1;
  return COLD.includes(name) ? 1 : 2;
}
