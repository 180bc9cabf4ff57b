import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { CloudWatchAlarmRegistry } from '../../../layers/maas/adapters/alarms/cloudwatch-alarm-registry.ts';
import { describeAlarmRegistry } from '../../suites/alarm-registry-suite.ts';
import { useServer } from '../../tools/s3-servers.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alarms';
const NAMESPACE = 'Maas/Test';

function open(): {
  registry: CloudWatchAlarmRegistry;
  list: (model: string) => Promise<MetricAlarm[]>;
} {
  useServer('MOTO_URL');
  const prefix = `${randomUUID()}/`;
  const client = new CloudWatchClient({});
  return {
    registry: new CloudWatchAlarmRegistry({ prefix, topic: TOPIC, namespace: NAMESPACE }),
    list: async (model) =>
      (await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `${prefix}${model}/` })))
        .MetricAlarms ?? [],
  };
}

describeAlarmRegistry('CloudWatch on moto', async () => {
  const { registry, list } = open();
  return Promise.resolve({
    registry,
    read: async (model) =>
      Object.fromEntries(
        (await list(model)).map(({ AlarmName = '', Threshold = NaN }) => [
          AlarmName.split('/').at(-1) ?? '',
          Threshold,
        ]),
      ),
  });
});

it("makes alarms that watch the model's own metrics and tell the topic of both states", async () => {
  const { registry, list } = open();
  await registry.replace('m', { errorRatePercent: 2, runbookUrl: 'https://wiki.example/m' });
  const [alarm] = await list('m');
  const ofModel = (id: string, metric: string) =>
    expect.objectContaining({
      Id: id,
      ReturnData: false,
      MetricStat: expect.objectContaining({
        Metric: {
          Namespace: NAMESPACE,
          MetricName: metric,
          Dimensions: [{ Name: 'Model', Value: 'm' }],
        },
        Period: 300,
        Stat: 'Sum',
      }),
    });
  expect(alarm).toMatchObject({
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 2,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    AlarmActions: [TOPIC],
    OKActions: [TOPIC],
    Metrics: expect.arrayContaining([
      expect.objectContaining({
        Expression: 'IF(n >= 20, 100 * errors / n, 0)',
        ReturnData: true,
      }),
      ofModel('errors', 'Errors'),
      ofModel('n', 'Predictions'),
    ]),
  });
  expect(alarm?.AlarmDescription).toMatch(
    /^Model m: predictions fail\. More than 2 % .* Runbook: https:\/\/wiki\.example\/m$/,
  );
});

it('describes every alarm within the 1,024 characters of CloudWatch', async () => {
  const { registry, list } = open();
  const model = 'm'.repeat(63);
  await registry.replace(model, {
    latencyP99Ms: 900_000,
    errorRatePercent: 0.001,
    minAccuracyPercent: 99.999,
    runbookUrl: `https://wiki.example/${'m'.repeat(279)}`,
  });
  const alarms = await list(model);
  expect(alarms).toHaveLength(3);
  for (const { AlarmDescription = '', AlarmName = '' } of alarms) {
    expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    expect(AlarmName.length).toBeLessThanOrEqual(255);
  }
});
