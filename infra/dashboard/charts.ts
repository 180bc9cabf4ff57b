import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  SearchExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { GROUP_SERIES } from '../../layers/maas/contract/alarms.ts';
import type { Dimension, MetricName } from '../../layers/maas/contract/metrics.ts';
import type { ServiceMetrics } from '../alarms/service-metrics.ts';

type Statistics = Partial<Record<MetricName, readonly string[]>>;

/** A widget is half as wide as a dashboard. */
export const WIDTH = 12;
const PERIOD = Duration.minutes(5);
const HOUR = Duration.hours(1);

/** The charts of a dashboard, by the contract's metrics. */
export class Charts {
  /** Metrics that have a chart. */
  readonly shown = new Set<MetricName>();
  readonly #metrics: ServiceMetrics;

  constructor(metrics: ServiceMetrics) {
    this.#metrics = metrics;
  }

  /** Charts how near the alarms over versions are to the most series that one of them can watch. */
  watchedVersions(): IWidget {
    const versions = this.#metrics.search('Errors', ['Model', 'Version'], 'Sum', HOUR);
    return new GraphWidget({
      title: `Versions that are called; an alarm watches ${GROUP_SERIES}`,
      left: [
        new MathExpression({
          expression: `SUM(0 * ${versions} + 1)`,
          label: 'versions',
          period: HOUR,
        }),
      ],
      leftAnnotations: [{ value: GROUP_SERIES, label: 'what is beyond is not watched' }],
      leftYAxis: { min: 0 },
      width: WIDTH,
    });
  }

  fleet(title: string, statistics: Statistics): IWidget {
    return this.chosen(title, {}, statistics);
  }

  chosen(
    title: string,
    dimensions: Partial<Record<Dimension, string>>,
    statistics: Statistics,
  ): IWidget {
    const entries = Object.entries(statistics) as [MetricName, readonly string[]][];
    for (const [name] of entries) this.shown.add(name);
    return graph(
      title,
      entries.flatMap(([name, list]) =>
        list.map((statistic) =>
          this.#metrics.metric(name, {
            dimensions,
            statistic,
            period: PERIOD,
            label: `${name} ${statistic}`,
          }),
        ),
      ),
    );
  }

  byDimension(
    title: string,
    name: MetricName,
    dimensions: readonly Dimension[],
    statistic: string,
  ): IWidget {
    this.shown.add(name);
    return graph(title, [
      new SearchExpression({
        expression: this.#metrics.search(name, dimensions, statistic, PERIOD),
        period: PERIOD,
        label: '',
      }),
    ]);
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH, leftYAxis: { min: 0 } });
}
