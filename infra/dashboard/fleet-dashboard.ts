import { Duration } from 'aws-cdk-lib';
import {
  type AlarmBase,
  AlarmStatusWidget,
  Dashboard,
  DashboardVariable,
  DefaultValue,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  METRICS,
  STARTS,
  type MetricName,
  type MetricSpec,
} from '../../layers/maas/contract/metrics.ts';
import type { ServiceMetrics } from '../alarms/service-metrics.ts';
import { Charts, WIDTH } from './charts.ts';
import { SavedQueries } from './saved-queries.ts';

export interface FleetDashboardProps {
  readonly metrics: ServiceMetrics;
  readonly alarms: readonly AlarmBase[];
  /** The one that is shown by itself until another is picked. */
  readonly defaultModel: string;
  /** The log group of predict, for the queries beside the dashboard. */
  readonly logGroup: ILogGroup;
}

/** Metrics that no chart has, and why. */
export const WITHOUT_CHART: Readonly<Partial<Record<MetricName, string>>> = {
  ErrorsOverBudget: 'its alarm judges it; Errors by version shows the failures',
  SlowOverBudget: 'its alarm judges it; latency by version shows what was slow',
  SlowAnswers: 'a roll-out judges it, and shows it with its verdicts',
};

/** In their order, with the whole at the end. */
const STAGES = [
  'DecodeLatency',
  'DownloadLatency',
  'CreateLatency',
  'QueueLatency',
  'InferenceLatency',
  'EncodeLatency',
  'PredictionLatency',
] as const satisfies readonly MetricName[];

/** The dashboard for on-call: which model, which kind of error, since when. */
export class FleetDashboard extends Construct {
  readonly dashboard: Dashboard;
  readonly queries: SavedQueries;
  readonly #metrics: ServiceMetrics;
  readonly #charts: Charts;

  constructor(
    scope: Construct,
    id: string,
    { metrics, alarms, defaultModel, logGroup }: FleetDashboardProps,
  ) {
    super(scope, id);
    this.#metrics = metrics;
    this.#charts = new Charts(metrics);
    this.queries = new SavedQueries(this, 'Queries', { prefix: metrics.namespace, logGroup });
    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(3) });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 2 * WIDTH }),
    );
    this.dashboard.addWidgets(
      this.#charts.byDimension('Predictions by model', 'Predictions', ['Model'], 'Sum'),
      this.#charts.fleet('Predictions and failures', {
        Predictions: ['Sum'],
        Errors: ['Sum'],
        ClientErrors: ['Sum'],
      }),
    );
    this.dashboard.addWidgets(
      this.#charts.byDimension('Errors by version', 'Errors', ['Model', 'Version'], 'Sum'),
      this.#charts.byDimension('Errors by type', 'ErrorsByType', ['Model', 'ErrorType'], 'Sum'),
    );
    this.dashboard.addWidgets(
      this.#charts.fleet('Prediction latency', { PredictionLatency: ['p50', 'p95', 'p99'] }),
      this.#charts.byDimension(
        'Prediction latency by version, p99',
        'PredictionLatency',
        ['Model', 'Version'],
        'p99',
      ),
    );
    this.dashboard.addWidgets(
      this.#charts.fleet('Inference and loading', {
        InferenceLatency: ['p50', 'p99'],
        ModelLoadLatency: ['p50', 'p99'],
      }),
      this.#charts.fleet('Cold starts, cache hits and stale records', {
        ColdStart: ['Sum'],
        SessionCacheHit: ['Average'],
        StaleRecord: ['Sum'],
      }),
    );
    this.#showShadows();
    this.dashboard.addWidgets(
      this.#charts.byDimension('Confidence by version', 'Score', ['Model', 'Version'], 'Average'),
      this.#charts.byDimension('Labels that are answered', 'Labels', ['Model', 'Label'], 'Sum'),
    );
    this.dashboard.addWidgets(this.#charts.watchedVersions());
    this.#showModel(defaultModel);
    this.#showOthers();
  }

  #showShadows(): void {
    this.dashboard.addWidgets(
      this.#charts.byDimension(
        'Agreement of shadows',
        'Agreement',
        ['Model', 'Version'],
        'Average',
      ),
      this.#charts.byDimension(
        'Latency of shadows, p99',
        'ShadowLatency',
        ['Model', 'Version'],
        'p99',
      ),
    );
    this.dashboard.addWidgets(
      this.#charts.byDimension('Copies of calls', 'ShadowPredictions', ['Model', 'Version'], 'Sum'),
      this.#charts.byDimension('Failures of shadows', 'ShadowErrors', ['Model', 'Version'], 'Sum'),
    );
  }

  /** One model by itself; the variable at the top puts another in its place. */
  #showModel(Model: string): void {
    this.dashboard.addVariable(
      new DashboardVariable({
        id: 'model',
        label: 'Model',
        type: VariableType.PROPERTY,
        value: 'Model',
        inputType: VariableInputType.SELECT,
        values: Values.fromSearchComponents({
          namespace: this.#metrics.namespace,
          dimensions: ['Model'],
          metricName: 'Predictions' satisfies MetricName,
          populateFrom: 'Model',
        }),
        defaultValue: DefaultValue.value(Model),
      }),
    );
    const dimensions = { Model };
    this.dashboard.addWidgets(
      this.#charts.chosen('The model that is picked: latency by stage', dimensions, {
        PredictionLatency: ['p50', 'p99'],
        InferenceLatency: ['p50', 'p99'],
        ModelLoadLatency: ['p50', 'p99'],
      }),
      this.#charts.chosen('Its load, failures and cold starts', dimensions, {
        Predictions: ['Sum'],
        Errors: ['Sum'],
        ClientErrors: ['Sum'],
        ColdStart: ['Sum'],
      }),
    );
    this.dashboard.addWidgets(
      ...STARTS.map((Start) =>
        this.#charts.chosen(
          `Its stages, p99, ${Start}`,
          { ...dimensions, Start },
          Object.fromEntries(STAGES.map((name) => [name, ['p99']])),
        ),
      ),
    );
    this.dashboard.addWidgets(
      this.#charts.chosen('Its accuracy, and how far its numbers are off', dimensions, {
        Accuracy: ['Average'],
        AbsoluteError: ['Average'],
        SquaredError: ['Average'],
      }),
      this.#charts.chosen('What it costs: milliseconds of answers and of loading', dimensions, {
        PredictionLatency: ['Sum'],
        ModelLoadLatency: ['Sum'],
      }),
    );
  }

  /** Shows the metrics that no chart above has, each by its last set of dimensions. */
  #showOthers(): void {
    const others = Object.entries<MetricSpec>(METRICS) as [MetricName, MetricSpec][];
    for (const [name, { unit, dimensionSets }] of others) {
      if (this.#charts.shown.has(name) || name in WITHOUT_CHART) continue;
      const statistic = unit === 'Count' ? 'Sum' : 'Average';
      this.dashboard.addWidgets(
        this.#charts.byDimension(name, name, dimensionSets.at(-1) ?? [], statistic),
      );
    }
  }
}
