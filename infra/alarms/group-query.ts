import type { GroupStatistic, GroupWatch } from '../../layers/maas/contract/alarms.ts';
import { METRICS, type MetricSpec } from '../../layers/maas/contract/metrics.ts';

/** As the query language calls them. */
const INSIGHTS_FUNCTIONS: Readonly<Record<GroupStatistic, string>> = {
  Sum: 'SUM',
  Average: 'AVG',
  Minimum: 'MIN',
  Maximum: 'MAX',
  SampleCount: 'COUNT',
};

/**
 * The Metrics Insights query whose series are an alarm's contributors: the worst first, should
 * there ever be more than CloudWatch answers.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Metrics_Insights_Alarm.html
 * @throws Error when no function emits the metric with these dimensions: the alarm would stay
 *   silent for ever
 */
export function toGroupQuery(namespace: string, { metric, statistic, by }: GroupWatch): string {
  const { dimensionSets }: MetricSpec = METRICS[metric];
  if (!dimensionSets.some((set) => set.length === by.length && by.every((d) => set.includes(d)))) {
    throw new Error(`${metric} is not emitted with [${by.join(', ')}].`);
  }
  const call = INSIGHTS_FUNCTIONS[statistic];
  const names = by.join(', ');
  return (
    `SELECT ${call}(${metric}) FROM SCHEMA("${namespace}", ${names}) ` +
    `GROUP BY ${names} ORDER BY ${call}() DESC`
  );
}
