import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  SearchExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Dimension, MetricName } from '../../layers/maas/contract/metrics.ts';
import type { ServiceMetrics } from '../alarms/service-metrics.ts';

export interface FleetDashboardProps {
  readonly metrics: ServiceMetrics;
  readonly alarms: readonly Alarm[];
}

const WIDTH = 12;
const PERIOD = Duration.minutes(5);

/** What the on-call engineer looks at: which model, which kind of error, since when. */
export class FleetDashboard extends Construct {
  readonly dashboard: Dashboard;
  readonly #metrics: ServiceMetrics;

  constructor(scope: Construct, id: string, { metrics, alarms }: FleetDashboardProps) {
    super(scope, id);
    this.#metrics = metrics;
    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(3) });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 2 * WIDTH }),
    );
    this.dashboard.addWidgets(
      this.#byDimension('Predictions by model', 'Predictions', ['Model'], 'Sum'),
      this.#fleet('Predictions and failures', {
        Predictions: ['Sum'],
        Errors: ['Sum'],
        ClientErrors: ['Sum'],
      }),
    );
    this.dashboard.addWidgets(
      this.#byDimension('Errors by version', 'Errors', ['Model', 'Version'], 'Sum'),
      this.#byDimension('Errors by type', 'ErrorsByType', ['Model', 'ErrorType'], 'Sum'),
    );
    this.dashboard.addWidgets(
      this.#fleet('Prediction latency', { PredictionLatency: ['p50', 'p95', 'p99'] }),
      this.#byDimension(
        'Prediction latency by version, p99',
        'PredictionLatency',
        ['Model', 'Version'],
        'p99',
      ),
    );
    this.dashboard.addWidgets(
      this.#fleet('Inference and loading', {
        InferenceLatency: ['p50', 'p99'],
        ModelLoadLatency: ['p50', 'p99'],
      }),
      this.#fleet('Cold starts, cache hits and stale records', {
        ColdStart: ['Sum'],
        SessionCacheHit: ['Average'],
        StaleRecord: ['Sum'],
      }),
    );
    this.dashboard.addWidgets(
      this.#byDimension('Confidence by version', 'Score', ['Model', 'Version'], 'Average'),
    );
  }

  #fleet(title: string, statistics: Partial<Record<MetricName, readonly string[]>>): IWidget {
    const entries = Object.entries(statistics) as [MetricName, readonly string[]][];
    return graph(
      title,
      entries.flatMap(([name, list]) =>
        list.map((statistic) =>
          this.#metrics.metric(name, { statistic, period: PERIOD, label: `${name} ${statistic}` }),
        ),
      ),
    );
  }

  #byDimension(
    title: string,
    name: MetricName,
    dimensions: readonly Dimension[],
    statistic: string,
  ): IWidget {
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
