import { describe, expect, it } from '@jest/globals';
import { Duration, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ServiceMetrics } from '../../infra/alarms/service-metrics.ts';
import { ModelService } from '../../infra/model-service.ts';
import { METRICS, type MetricName, type MetricSpec } from '../../layers/maas/contract/metrics.ts';
import { createApp, createImageContext, synthesise, Synthesised } from './synthesise.ts';

const stack = synthesise({ alarmEmails: ['ops@example.com'] });
const NAMESPACE = 'ServerlessMaas/Test/Models';
const topic = stack.one('AWS::SNS::Topic');

const find = (name: string): Synthesised['resources'][string]['Properties'] =>
  stack.one('AWS::CloudWatch::Alarm', `Alarms${name}`).Properties;
const ofService = (id: string, metric: string) => ({
  Id: id,
  ReturnData: false,
  MetricStat: {
    Metric: { Namespace: NAMESPACE, MetricName: metric },
    Period: 60,
    Stat: 'Sum',
    Unit: 'Count',
  },
});
const ofGateway = (id: string, metric: string, statistic: string) => ({
  Id: id,
  ReturnData: false,
  MetricStat: {
    Metric: expect.objectContaining({ Namespace: 'AWS/ApiGateway', MetricName: metric }),
    Period: 60,
    Stat: statistic,
  },
});
const rate = (label: string) => ({
  Id: 'expr_1',
  Expression: 'IF(n > 20, 100 * errors / n, 0)',
  Label: label,
  ReturnData: true,
});

describe('alarms', () => {
  it('ring when the slowest 1 % are slow in three of five minutes', () => {
    expect(find('Latency')).toMatchObject({
      Namespace: NAMESPACE,
      MetricName: 'PredictionLatency',
      ExtendedStatistic: 'p99',
      Period: 60,
      Threshold: 5000,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 5,
      EvaluateLowSampleCountPercentile: 'ignore',
    });
    expect(find('Latency')).not.toHaveProperty('Dimensions');
  });

  it('ring when too many of more than 20 predictions a minute fail', () => {
    expect(find('ErrorRate')).toMatchObject({
      Threshold: 5,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 5,
    });
    expect(find('ErrorRate').Metrics).toEqual([
      rate('Failed predictions, %'),
      ofService('errors', 'Errors'),
      ofService('n', 'Predictions'),
    ]);
  });

  it('ring when functions die, of which their own counters cannot tell', () => {
    expect(find('GatewayErrorRate')).toMatchObject({
      Threshold: 5,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 5,
    });
    expect(find('GatewayErrorRate').Metrics).toEqual([
      rate('Calls ended in 5xx, %'),
      ofGateway('errors', '5XXError', 'Sum'),
      ofGateway('n', 'Count', 'SampleCount'),
    ]);
  });

  it('ring when anything is in the dead letter queue', () => {
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
    });
  });

  it.each(stack.all('AWS::CloudWatch::Alarm'))(
    '$id tells the topic when it rings and when it is over, and stays silent without traffic',
    ({ Properties }) => {
      expect(Properties).toMatchObject({
        AlarmActions: [{ Ref: topic.id }],
        OKActions: [{ Ref: topic.id }],
        TreatMissingData: 'notBreaching',
        ComparisonOperator: 'GreaterThanThreshold',
      });
      expect(Properties.AlarmDescription).toMatch(/^.{40,}\.$/);
    },
  );

  it('take their thresholds from the props', () => {
    const own = synthesise({
      latencyAlarmThreshold: Duration.millis(250),
      errorRateAlarmPercent: 0.5,
    });
    expect(own.one('AWS::CloudWatch::Alarm', 'AlarmsLatency').Properties.Threshold).toBe(250);
    expect(own.one('AWS::CloudWatch::Alarm', 'AlarmsErrorRate').Properties.Threshold).toBe(0.5);
  });
});

describe('the alarm topic', () => {
  it("is encrypted with a key that lets CloudWatch in, and takes TLS and this account's alarms only", () => {
    const key = stack.one('AWS::KMS::Key');
    expect(topic.Properties.KmsMasterKeyId).toEqual({ 'Fn::GetAtt': [key.id, 'Arn'] });
    expect(key.Properties.EnableKeyRotation).toBe(true);
    const account = { Ref: 'AWS::AccountId' };
    expect(key.Properties.KeyPolicy.Statement).toContainEqual({
      Sid: 'AllowAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    });
    const statements = stack.one('AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement as {
      Effect: string;
      Principal: unknown;
      Action: string;
      Condition: object;
    }[];
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
      expect.objectContaining({
        Principal: '*',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ]);
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Condition: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': expect.anything() },
        },
      }),
    ]);
  });

  it('sends to each address, and keeps what could not be sent', () => {
    expect(stack.one('AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [stack.one('AWS::SQS::Queue').id, 'Arn'] },
      },
    });
  });

  it("is the owner's when there is one, whose key then lets CloudWatch in", () => {
    const own = new Stack(createApp(), 'Test');
    const alarmTopic = new Topic(own, 'Mine', { masterKey: new Key(own, 'MyKey') });
    new ModelService(own, 'Models', { imageContext: createImageContext(), alarmTopic });
    const template = new Synthesised(own);
    expect(template.all('AWS::SNS::Topic')).toHaveLength(1);
    expect(template.one('AWS::KMS::Key').Properties.KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({ Principal: { Service: 'cloudwatch.amazonaws.com' } }),
    );
  });
});

describe('metrics', () => {
  /** `<name> [<dimensions>]` of our own metrics that alarms and dashboard name. */
  function listNamed(): string[] {
    const alarms = stack
      .all('AWS::CloudWatch::Alarm')
      .flatMap(({ Properties }) => [
        Properties,
        ...(Properties.Metrics ?? []).flatMap((each: { MetricStat?: { Metric: unknown } }) =>
          each.MetricStat ? [each.MetricStat.Metric] : [],
        ),
      ]);
    const ofAlarms = alarms
      .filter(({ Namespace }) => Namespace === NAMESPACE)
      .map(({ MetricName, Dimensions = [] }) =>
        toText(
          MetricName,
          (Dimensions as { Name: string }[]).map(({ Name }) => Name),
        ),
      );
    const body = JSON.stringify(stack.one('AWS::CloudWatch::Dashboard').Properties.DashboardBody)
      .replaceAll(String.raw`\\\"`, String.raw`\"`)
      .replaceAll(String.raw`\"`, '"')
      .replaceAll(String.raw`\"`, '"');
    const plain = [...body.matchAll(new RegExp(`\\["${NAMESPACE}","(\\w+)"`, 'g'))].map(
      ([, name]) => toText(String(name), []),
    );
    const searched = [
      ...body.matchAll(
        new RegExp(`\\{[\\\\"]*${NAMESPACE}[\\\\"]*,([\\w,]+)\\} MetricName=[\\\\"]*(\\w+)`, 'g'),
      ),
    ].map(([, dimensions, name]) => toText(String(name), String(dimensions).split(',')));
    expect(plain.length).toBeGreaterThan(10);
    expect(searched.length).toBeGreaterThan(4);
    return [...ofAlarms, ...plain, ...searched];
  }

  const toText = (name: string, dimensions: readonly string[]): string =>
    `${name} [${[...dimensions].sort().join(',')}]`;

  it('that alarms and dashboard name are all emitted', () => {
    const emitted = Object.entries<MetricSpec>(METRICS).flatMap(([name, { dimensionSets }]) =>
      dimensionSets.map((set) => toText(name, set)),
    );
    for (const named of listNamed()) expect(emitted).toContain(named);
  });

  it('are refused when no function emits them so', () => {
    const metrics = new ServiceMetrics('Any');
    expect(() => metrics.metric('Score', { statistic: 'Average' })).toThrow(
      'Score is emitted by [Model], [Model, Version]; got [].',
    );
    expect(() =>
      metrics.metric('ErrorsByType' satisfies MetricName, {
        statistic: 'Sum',
        dimensions: { Version: '1' },
      }),
    ).toThrow('got [Version]');
  });
});
