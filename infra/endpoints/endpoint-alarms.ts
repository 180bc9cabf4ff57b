import { Duration } from 'aws-cdk-lib';
import { Alarm, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import {
  ALARM_IDS,
  type AlarmRule,
  describeAlarm,
  type FunctionWatch,
  getAlarmRule,
} from '../../layers/maas/contract/alarms.ts';
import type { ModelEndpoint } from './model-endpoint.ts';
import { COMPARISONS } from '../alarms/fleet-alarms.ts';

export interface EndpointAlarmsProps {
  readonly endpoint: ModelEndpoint;
  /** The beginning of their names. */
  readonly alarmPrefix: string;
  readonly intake: ITopic;
}

/** The contract's rules of endpoints, for one of them. */
export class EndpointAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    { endpoint, alarmPrefix, intake }: EndpointAlarmsProps,
  ) {
    super(scope, id);
    this.alarms = ALARM_IDS.flatMap((ruleId) => {
      const rule = getAlarmRule(ruleId);
      const metric = toMetric(rule, endpoint);
      if (!metric) return [];
      const text = `${describeAlarm(rule, undefined)} ${rule.todo}`;
      const alarm = new Alarm(this, ruleId, {
        alarmName: `${alarmPrefix}/${endpoint.model}/${ruleId}`,
        alarmDescription: `Model ${endpoint.model}: ${text} Runbook: docs/runbook.md#${rule.runbook}`,
        metric,
        threshold: Number(rule.threshold),
        comparisonOperator: COMPARISONS[rule.comparison],
        datapointsToAlarm: rule.datapointsToAlarm,
        evaluationPeriods: rule.evaluationPeriods,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(intake));
      alarm.addOkAction(new SnsAction(intake));
      return alarm;
    });
  }
}

/** @returns undefined for what is no endpoint's, or watches warm instances that it does not keep */
function toMetric(
  { watch, periodSeconds }: AlarmRule,
  { function: handler, alias, isProvisioned }: ModelEndpoint,
): Metric | undefined {
  if (watch.kind !== 'function') return undefined;
  const options = { statistic: 'Sum', period: Duration.seconds(periodSeconds) };
  const ofAlias: FunctionWatch['metric'] = 'ProvisionedConcurrencySpilloverInvocations';
  if (watch.metric !== ofAlias) return handler.metric(watch.metric, options);
  return isProvisioned ? alias?.metric(watch.metric, options) : undefined;
}
