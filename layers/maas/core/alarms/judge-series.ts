import type { AlarmComparison } from '../../contract/alarms.ts';
import type { Series } from '../ports/metrics.ts';

export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface Judgement {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly comparison: AlarmComparison;
  readonly threshold: number;
  readonly missingData: MissingData;
}

/**
 * Data points beyond the evaluation periods that are looked at when some of these are missing. How
 * many CloudWatch takes it does not say; in its documentation's examples it is these.
 * @public for those who read the series
 */
export const EXTRA_POINTS = 2;

/**
 * The state of an alarm, or of one contributor, as CloudWatch decides it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param series the evaluation range, oldest first: all of the evaluation periods and the extra
 *   points before them
 * @param state what it was before
 */
export function judgeSeries(series: Series, rule: Judgement, state: AlarmState): AlarmState {
  const { datapointsToAlarm, evaluationPeriods, threshold, missingData } = rule;
  const breaches = COMPARISONS[rule.comparison];
  const points = series.flatMap((value, index) =>
    value === undefined
      ? []
      : [{ age: series.length - index, isBreaching: breaches(value, threshold) }],
  );
  const recent = points.slice(-evaluationPeriods);
  const missing = evaluationPeriods - recent.length;
  const breaching = recent.filter(({ isBreaching }) => isBreaching).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (missing === 0 || missingData === 'notBreaching') return 'OK';
  if (missingData === 'breaching') return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (points.some(({ isBreaching }) => !isBreaching)) return 'OK';
  if (missingData === 'ignore') return state;
  // Only breaching ones, and the oldest is old enough: CloudWatch does not wait for more of them.
  const oldest = points[0];
  return oldest && oldest.age >= datapointsToAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
}

const COMPARISONS: Readonly<Record<AlarmComparison, (value: number, limit: number) => boolean>> = {
  GreaterThanThreshold: (value, limit) => value > limit,
  GreaterThanOrEqualToThreshold: (value, limit) => value >= limit,
  LessThanThreshold: (value, limit) => value < limit,
};
