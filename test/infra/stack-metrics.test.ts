import { describe, expect, it } from '@jest/globals';
import { ServiceMetrics } from '../../infra/alarms/service-metrics.ts';
import { METRICS, type MetricName, type MetricSpec } from '../../layers/maas/contract/metrics.ts';
import { stack, NAMESPACE } from '../support/alarms-stack.ts';

it('the dashboard shows one model by itself, and lets another be picked', () => {
  const body = JSON.stringify(stack.one('AWS::CloudWatch::Dashboard').Properties.DashboardBody)
    .replaceAll('\\', '')
    .replaceAll(/\s/g, '');
  expect(body).toMatch(/"variables":\[\{[^\]]*"property":"Model"/);
  expect(body).toContain('"PredictionLatency","Model","default"');
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
    const pairs = '((?:,"(?:Model|Start)","[^"]*")*)';
    const plain = [...body.matchAll(new RegExp(`\\["${NAMESPACE}","(\\w+)"${pairs}`, 'g'))].map(
      ([, name, dimensions = '']) =>
        toText(String(name), dimensions.match(/(?<=,")(?:Model|Start)(?=")/g) ?? []),
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
