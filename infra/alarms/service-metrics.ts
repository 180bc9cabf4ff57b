import { Duration } from 'aws-cdk-lib';
import { Metric, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type Dimension,
  type MetricName,
  METRICS,
  type MetricSpec,
  type MetricUnit,
} from '../../layers/maas/contract/metrics.ts';

const UNITS = {
  Bytes: Unit.BYTES,
  Count: Unit.COUNT,
  Milliseconds: Unit.MILLISECONDS,
  None: Unit.NONE,
} as const satisfies Record<MetricUnit, Unit>;

export interface ServiceMetricOptions {
  readonly statistic: string;
  /** @default Duration.minutes(1) */
  readonly period?: Duration;
  /** @default - none: the whole fleet */
  readonly dimensions?: Partial<Record<Dimension, string>>;
  readonly label?: string;
}

/** The metrics that this service's functions emit, under its own namespace. */
export class ServiceMetrics {
  readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  /**
   * @throws Error when no function emits the metric with these dimensions: an alarm on it would
   *   stay silent for ever
   */
  metric(
    name: MetricName,
    { statistic, period = Duration.minutes(1), dimensions = {}, label }: ServiceMetricOptions,
  ): Metric {
    const spec: MetricSpec = METRICS[name];
    requireEmitted(name, Object.keys(dimensions));
    return new Metric({
      namespace: this.namespace,
      metricName: name,
      dimensionsMap: { ...dimensions },
      statistic,
      period,
      unit: UNITS[spec.unit],
      label,
    });
  }

  /**
   * One line for each value that these dimensions have had, as CloudWatch finds them when it draws.
   */
  search(
    name: MetricName,
    dimensions: readonly Dimension[],
    statistic: string,
    period: Duration,
  ): string {
    requireEmitted(name, dimensions);
    return (
      `SEARCH('{"${this.namespace}",${dimensions.join(',')}} MetricName="${name}"', ` +
      `'${statistic}', ${period.toSeconds()})`
    );
  }
}

function requireEmitted(name: MetricName, dimensions: readonly string[]): void {
  const { dimensionSets }: MetricSpec = METRICS[name];
  const isEmitted = dimensionSets.some(
    (set) =>
      set.length === dimensions.length && set.every((dimension) => dimensions.includes(dimension)),
  );
  if (!isEmitted) {
    throw new Error(
      `${name} is emitted by ${dimensionSets.map((set) => `[${set.join(', ')}]`).join(', ')}; ` +
        `got [${dimensions.join(', ')}].`,
    );
  }
}
