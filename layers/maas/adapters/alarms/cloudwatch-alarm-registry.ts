import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  ResourceNotFound,
} from '@aws-sdk/client-cloudwatch';
import type { ModelWatch } from '../../contract/alarms.ts';
import { describeRule, listOwnAlarms, type OwnAlarm } from '../../core/alarms/own-alarms.ts';
import type { AlarmRegistry, OwnLimits } from '../../core/ports/alarm-registry.ts';
import { SDK_DEFAULTS } from '../aws/sdk-defaults.ts';

export interface CloudWatchAlarmRegistryOptions {
  /** The beginning of all names: the function's role knows no others. */
  readonly prefix: string;
  /** ARN of the topic that is told of ALARM and OK. */
  readonly topic: string;
  /** CloudWatch namespace of the metrics. */
  readonly namespace: string;
}

/** The alarms as CloudWatch's: one per model and limit, named `<prefix><model>/<rule>`. */
export class CloudWatchAlarmRegistry implements AlarmRegistry {
  readonly #options: CloudWatchAlarmRegistryOptions;
  readonly #client = new CloudWatchClient(SDK_DEFAULTS);

  constructor(options: CloudWatchAlarmRegistryOptions) {
    this.#options = options;
  }

  async replace(model: string, limits: OwnLimits): Promise<void> {
    for (const alarm of listOwnAlarms(limits)) {
      if (alarm.limit === undefined) await this.#remove(model, alarm);
      else await this.#put(model, alarm, alarm.limit, limits.runbookUrl);
    }
  }

  async #put(
    model: string,
    { id, rule }: OwnAlarm,
    limit: number,
    runbookUrl: string | undefined,
  ): Promise<void> {
    const { topic } = this.#options;
    await this.#client.send(
      new PutMetricAlarmCommand({
        AlarmName: this.#toName(model, id),
        AlarmDescription: `Model ${model}: ${rule.title}. ${describeRule(rule, limit, runbookUrl)}`,
        Metrics: this.#toMetrics(model, rule.watch, rule.periodSeconds),
        ComparisonOperator: rule.comparison,
        Threshold: limit,
        EvaluationPeriods: rule.evaluationPeriods,
        DatapointsToAlarm: rule.datapointsToAlarm,
        TreatMissingData: rule.missingData,
        AlarmActions: [topic],
        OKActions: [topic],
      }),
    );
  }

  /** One by one: a name that there is not would keep CloudWatch from deleting the others. */
  async #remove(model: string, { id }: OwnAlarm): Promise<void> {
    try {
      await this.#client.send(new DeleteAlarmsCommand({ AlarmNames: [this.#toName(model, id)] }));
    } catch (error) {
      if (!(error instanceof ResourceNotFound)) throw error;
    }
  }

  #toMetrics(
    model: string,
    { metrics, expression }: ModelWatch,
    Period: number,
  ): MetricDataQuery[] {
    const queries = Object.entries(metrics).map(([Id, { metric, statistic }]): MetricDataQuery => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: this.#options.namespace,
          MetricName: metric,
          Dimensions: [{ Name: 'Model', Value: model }],
        },
        Period,
        Stat: statistic,
      },
      ReturnData: expression === undefined,
    }));
    return expression === undefined
      ? queries
      : [{ Id: 'watched', Expression: expression, Label: model, ReturnData: true }, ...queries];
  }

  #toName(model: string, id: string): string {
    return `${this.#options.prefix}${model}/${id}`;
  }
}
