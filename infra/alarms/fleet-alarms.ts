import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceMetrics } from './service-metrics.ts';

export interface FleetAlarmsProps {
  readonly metrics: ServiceMetrics;
  readonly topic: ITopic;
  readonly restApi: RestApi;
  readonly deadLetterQueue: IQueue;
  readonly latencyThreshold: Duration;
  readonly errorRatePercent: number;
}

/** Requests in a minute below which a share of failures says nothing. */
const FEWEST_REQUESTS = 20;

/** Three bad minutes of the last five: one slow load does not wake anybody. */
const PERSISTENT = { datapointsToAlarm: 3, evaluationPeriods: 5 };

/** Alarms over all models together. */
export class FleetAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    {
      metrics,
      topic,
      restApi,
      deadLetterQueue,
      latencyThreshold,
      errorRatePercent,
    }: FleetAlarmsProps,
  ) {
    super(scope, id);
    const minute = Duration.minutes(1);
    this.alarms = [
      this.#add('Latency', {
        alarmDescription: `The slowest 1 % of predictions take more than ${latencyThreshold.toMilliseconds()} ms. The dashboard shows which model, and whether loading or inference is slow.`,
        metric: metrics.metric('PredictionLatency', { statistic: 'p99' }),
        threshold: latencyThreshold.toMilliseconds(),
        ...PERSISTENT,
        evaluateLowSampleCountPercentile: 'ignore',
      }),
      this.#add('ErrorRate', {
        alarmDescription: `More than ${errorRatePercent} % of predictions fail by the service's or a model's own fault. The dashboard shows which model and which error; point its alias back to the version before.`,
        metric: toPercent(
          metrics.metric('Errors', { statistic: 'Sum' }),
          metrics.metric('Predictions', { statistic: 'Sum' }),
          'Failed predictions, %',
        ),
        threshold: errorRatePercent,
        ...PERSISTENT,
      }),
      // Of a function that is throttled or cannot start our own counters know nothing, and of one that died only with its environment's next call.
      this.#add('GatewayErrorRate', {
        alarmDescription: `More than ${errorRatePercent} % of all calls end in a 5xx. Where the error rate of predictions is well, a function dies, runs out of time or out of concurrency: see its log.`,
        metric: toPercent(
          restApi.metricServerError({ statistic: 'Sum', period: minute }),
          restApi.metricCount({ statistic: 'SampleCount', period: minute }),
          'Calls ended in 5xx, %',
        ),
        threshold: errorRatePercent,
        ...PERSISTENT,
      }),
      this.#add('DeadLetters', {
        alarmDescription:
          'A submitted model could not be validated at any attempt, or an alarm could not be delivered. The message in the dead letter queue says which and why.',
        metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
          statistic: 'Maximum',
          period: minute,
        }),
        threshold: 0,
        evaluationPeriods: 1,
      }),
    ];
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }

  #add(id: string, props: AlarmProps): Alarm {
    return new Alarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
  }
}

/** A share in percent; 0 while there are too few requests to tell. */
function toPercent(
  errors: MathExpression['usingMetrics'][string],
  requests: MathExpression['usingMetrics'][string],
  label: string,
): MathExpression {
  return new MathExpression({
    expression: `IF(n > ${FEWEST_REQUESTS}, 100 * errors / n, 0)`,
    usingMetrics: { errors, n: requests },
    label,
    period: Duration.minutes(1),
  });
}
