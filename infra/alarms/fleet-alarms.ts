import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  AlarmRule as Composition,
  AlarmState,
  type AlarmBase,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceLimit } from '../../layers/maas/contract/alarm-limits.ts';
import {
  ALARM_IDS,
  type AlarmComparison,
  type AlarmId,
  type AlarmRule,
  FEWEST_SAMPLES,
  getAlarmRule,
  describeAlarm,
} from '../../layers/maas/contract/alarms.ts';
import type { ServiceNames } from '../names/service-names.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import { toGroupQuery } from './group-query.ts';

export interface FleetAlarmsProps {
  readonly names: ServiceNames;
  readonly told: AlarmTopic;
  readonly restApi: RestApi;
  readonly deadLetterQueue: IQueue;
  readonly latencyAlarmThreshold: Duration;
  readonly errorRateAlarmPercent: number;
}

/** As CDK calls them. */
export const COMPARISONS: Readonly<Record<AlarmComparison, ComparisonOperator>> = {
  GreaterThanThreshold: ComparisonOperator.GREATER_THAN_THRESHOLD,
  GreaterThanOrEqualToThreshold: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  LessThanThreshold: ComparisonOperator.LESS_THAN_THRESHOLD,
};

/**
 * The alarms that a new version of predict can set off within minutes. CodeDeploy ends a deployment
 * at once where one of its alarms rings already: what rings for hours for the sake of inputs, of a
 * model, or of a message that waits for a person would keep every deploy from being made.
 */
const JUDGES_OF_DEPLOYMENTS: ReadonlySet<AlarmId> = new Set([
  'ErrorRate',
  'Latency',
  'GatewayErrorRate',
]);

/**
 * The contract's rules as CloudWatch's alarms, but for those of endpoints, and of single models:
 * `models` makes them when a model sets limits of its own.
 */
export class FleetAlarms extends Construct {
  readonly alarms: readonly AlarmBase[];
  /** By which CodeDeploy brings a version of predict back. */
  readonly deploymentAlarms: Alarm[] = [];
  readonly #props: FleetAlarmsProps;
  readonly #limits: Readonly<Record<ServiceLimit, number>>;
  readonly #byId = new Map<string, AlarmBase>();

  constructor(scope: Construct, id: string, props: FleetAlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.#limits = {
      latencyP99Ms: props.latencyAlarmThreshold.toMilliseconds(),
      errorRatePercent: props.errorRateAlarmPercent,
    };
    this.alarms = ALARM_IDS.flatMap((rule) => this.#create(rule) ?? []);
  }

  #create(id: AlarmId): AlarmBase | undefined {
    const rule = getAlarmRule(id);
    const metric = this.#toMetric(rule);
    if (!metric) return undefined;
    const alarm = rule.unless
      ? this.#createExplained(id, rule, metric, rule.unless)
      : this.#createAlarm(id, id, rule, metric);
    this.#byId.set(id, alarm);
    this.#notify(alarm, this.#props.told.intake);
    // The alarm on messages that notify could not deliver must not wait for notify.
    if (id === 'DeadLetters') this.#notify(alarm, this.#props.told.topic);
    return alarm;
  }

  #createAlarm(id: AlarmId, name: string, rule: AlarmRule, metric: IMetric): Alarm {
    const alarm = new Alarm(this, id, {
      alarmName: `${this.#props.names.alarmPrefix}/${name}`,
      alarmDescription: this.#describe(rule),
      metric,
      threshold: this.#toThreshold(rule),
      comparisonOperator: COMPARISONS[rule.comparison],
      datapointsToAlarm: rule.datapointsToAlarm,
      evaluationPeriods: rule.evaluationPeriods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (JUDGES_OF_DEPLOYMENTS.has(id)) this.deploymentAlarms.push(alarm);
    return alarm;
  }

  /** One outage is one page: silent while the alarm that explains it rings. */
  #createExplained(
    id: AlarmId,
    rule: AlarmRule,
    metric: IMetric,
    unless: readonly string[],
  ): CompositeAlarm {
    const explanations = unless.flatMap((other) => this.#byId.get(other) ?? []);
    return new CompositeAlarm(this, `${id}Page`, {
      compositeAlarmName: `${this.#props.names.alarmPrefix}/${id}`,
      alarmDescription: this.#describe(rule),
      alarmRule: Composition.allOf(
        Composition.fromAlarm(this.#createAlarm(id, `${id}/Watch`, rule, metric), AlarmState.ALARM),
        ...explanations.map((alarm) =>
          Composition.not(Composition.fromAlarm(alarm, AlarmState.ALARM)),
        ),
      ),
    });
  }

  #notify(alarm: AlarmBase, topic: ITopic): void {
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }

  /** undefined for rules of single models and endpoints */
  #toMetric({ watch, periodSeconds }: AlarmRule): IMetric | undefined {
    const { names, restApi, deadLetterQueue } = this.#props;
    const period = Duration.seconds(periodSeconds);
    if (watch.kind === 'group') {
      return new MathExpression({
        expression: toGroupQuery(names.metricNamespace, watch),
        period,
        label: '',
      });
    }
    if (watch.kind === 'model' || watch.kind === 'function') return undefined;
    if (watch.source === 'deadLetters') {
      return deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period,
      });
    }
    return new MathExpression({
      expression: `IF(n >= ${FEWEST_SAMPLES}, 100 * errors / n, 0)`,
      usingMetrics: {
        errors: restApi.metricServerError({ statistic: 'Sum', period }),
        n: restApi.metricCount({ statistic: 'SampleCount', period }),
      },
      label: 'Calls ended in 5xx, %',
      period,
    });
  }

  #toThreshold({ threshold }: AlarmRule): number {
    return typeof threshold === 'number' ? threshold : this.#limits[threshold as ServiceLimit];
  }

  #describe(rule: AlarmRule): string {
    const limit = rule.limit === undefined ? this.#toThreshold(rule) : this.#limits[rule.limit];
    return `${describeAlarm(rule, limit)} ${rule.todo} Runbook: docs/runbook.md#${rule.runbook}`;
  }
}
