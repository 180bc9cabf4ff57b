import { describe, expect, it } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import {
  ALARM_IDS,
  getAlarmRule,
  GROUP_WINDOW_SECONDS,
} from '../../layers/maas/contract/alarms.ts';
import type { Synthesised } from './synthesise.ts';
import { synthesise } from './synthesise.ts';
import { stack, NAMESPACE, topic } from '../support/alarms-stack.ts';

const intake = stack.one('AWS::SNS::Topic', 'Intake');

const find = (name: string): Synthesised['resources'][string]['Properties'] =>
  stack
    .all('AWS::CloudWatch::Alarm')
    .find(({ Properties }) => Properties.AlarmName === `${NAMESPACE}/${name}`)?.Properties;

const ofGateway = (id: string, metric: string, statistic: string) => ({
  Id: id,
  ReturnData: false,
  MetricStat: {
    Metric: expect.objectContaining({ Namespace: 'AWS/ApiGateway', MetricName: metric }),
    Period: 60,
    Stat: statistic,
  },
});

describe('alarms', () => {
  it.each([
    ['ErrorRate', 'SUM', 'ErrorsOverBudget', 60, 3, 5, 3],
    ['AlwaysFails', 'MIN', 'Errors', 900, 3, 12, 1],
    ['Latency', 'SUM', 'SlowOverBudget', 300, 2, 3, 3],
    ['Drift', 'MAX', 'Drift', 3600, 2, 3, 1],
  ])(
    '%s watches every version of every model with one alarm',
    (name, call, metric, Period, DatapointsToAlarm, EvaluationPeriods, Threshold) => {
      expect(find(name)).toMatchObject({
        DatapointsToAlarm,
        EvaluationPeriods,
        Threshold,
        Metrics: [
          {
            Expression:
              `SELECT ${call}(${metric}) FROM SCHEMA("${NAMESPACE}", Model, Version) ` +
              `GROUP BY Model, Version ORDER BY ${call}() DESC`,
            Period,
            ReturnData: true,
          },
        ],
      });
    },
  );

  it('look no further back than Metrics Insights does', () => {
    for (const id of ALARM_IDS) {
      const { watch, periodSeconds, evaluationPeriods } = getAlarmRule(id);
      if (watch.kind !== 'group') continue;
      expect(periodSeconds * evaluationPeriods).toBeLessThanOrEqual(GROUP_WINDOW_SECONDS);
    }
  });

  it('ring when functions die, which their own counters cannot tell, unless a model explains it', () => {
    expect(find('GatewayErrorRate/Watch')).toMatchObject({
      Threshold: 5,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 5,
    });
    expect(find('GatewayErrorRate/Watch').Metrics).toEqual([
      {
        Id: 'expr_1',
        Expression: 'IF(n >= 20, 100 * errors / n, 0)',
        Label: 'Calls ended in 5xx, %',
        ReturnData: true,
      },
      ofGateway('errors', '5XXError', 'Sum'),
      ofGateway('n', 'Count', 'SampleCount'),
    ]);
    expect(find('GatewayErrorRate/Watch')).not.toHaveProperty('AlarmActions');
    const { Properties } = stack.one('AWS::CloudWatch::CompositeAlarm');
    expect(Properties).toMatchObject({
      AlarmName: `${NAMESPACE}/GatewayErrorRate`,
      AlarmActions: [{ Ref: intake.id }],
      OKActions: [{ Ref: intake.id }],
    });
    const text = (Properties.AlarmRule['Fn::Join'][1] as (string | object)[])
      .map((part) => (typeof part === 'string' ? part : '<alarm>'))
      .join('');
    expect(text).toBe(
      '(ALARM("<alarm>") AND (NOT (ALARM("<alarm>"))) AND (NOT (ALARM("<alarm>"))))',
    );
  });

  it('ring when anything is in the dead letter queue, past the function that makes messages', () => {
    expect(find('DeadLetters')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Dimensions: [
        {
          Name: 'QueueName',
          Value: { 'Fn::GetAtt': [stack.one('AWS::SQS::Queue').id, 'QueueName'] },
        },
      ],
      Threshold: 0,
      EvaluationPeriods: 1,
      AlarmActions: [{ Ref: intake.id }, { Ref: topic.id }],
    });
  });

  it.each(
    stack
      .all('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => !String(Properties.AlarmName).endsWith('/Watch')),
  )(
    '$Properties.AlarmName tells when it rings and when it is over, and stays silent without traffic',
    ({ Properties }) => {
      expect(Properties.AlarmActions).toContainEqual({ Ref: intake.id });
      expect(Properties.OKActions).toEqual(Properties.AlarmActions);
      expect(Properties.TreatMissingData).toBe('notBreaching');
      expect(Properties.AlarmDescription).toMatch(/^[^{}]{40,} Runbook: docs\/runbook\.md#[a-z]+$/);
    },
  );

  it('are the rules of the contract, but for those of single models and endpoints', () => {
    const names = [
      ...stack.all('AWS::CloudWatch::Alarm'),
      ...stack.all('AWS::CloudWatch::CompositeAlarm'),
    ].map(({ Properties }) => String(Properties.AlarmName).slice(NAMESPACE.length + 1));
    expect(names.filter((name) => !name.endsWith('/Watch')).sort()).toEqual(
      ALARM_IDS.filter((id) => !['model', 'function'].includes(getAlarmRule(id).watch.kind)).sort(),
    );
  });

  it('take their limits from the props, and predict counts by the same', () => {
    const own = synthesise({
      latencyAlarmThreshold: Duration.millis(250),
      errorRateAlarmPercent: 0.5,
    });
    const describe = (name: string): string =>
      own.one('AWS::CloudWatch::Alarm', `Alarms${name}`).Properties.AlarmDescription as string;
    expect(describe('Latency')).toContain('longer than 250 ms');
    expect(describe('ErrorRate')).toContain('More than 0.5 %');
    expect(own.one('AWS::CloudWatch::Alarm', 'AlarmsGateway').Properties.Threshold).toBe(0.5);
    expect(
      own.one('AWS::Lambda::Function', 'PredictFunction').Properties.Environment.Variables,
    ).toMatchObject({ MAAS_LATENCY_P99_MS: '250', MAAS_ERROR_RATE_PERCENT: '0.5' });
  });

  it('of single models are told to the same topic, under names that only they have', () => {
    const { Variables } = stack.one('AWS::Lambda::Function', 'ModelsFunction').Properties
      .Environment as { Variables: Record<string, unknown> };
    expect(Variables).toMatchObject({
      MAAS_ALARM_PREFIX: `${NAMESPACE}/`,
      MAAS_ALARM_TOPIC: { Ref: intake.id },
    });
  });
});
