import { describe, expect, it } from '@jest/globals';
import { EmfMetricSink } from '../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { METRICS } from '../../layers/maas/contract/metrics.ts';
import type { MetricEvent } from '../../layers/maas/core/ports/metrics.ts';
import { PrometheusMetrics } from '../../local/metrics/prometheus.ts';

/** Counts these events, as the functions write them. */
function record(metrics: PrometheusMetrics, ...events: MetricEvent[]): void {
  const sink = new EmfMetricSink({
    namespace: 'test',
    clock: { nowMs: () => 0 },
    write: (line) => {
      metrics.take(line.trimEnd());
    },
  });
  for (const event of events) sink.record(event);
}

/** The text after these events. */
function format(...events: MetricEvent[]): string {
  const metrics = new PrometheusMetrics('test');
  record(metrics, ...events);
  return metrics.format();
}

const MODEL = { Model: 'BAAI--bge_v1.5', Version: '2' };

describe("the metrics in Prometheus' text", () => {
  it('are every metric of the contract but those that fall, with a type, before anything has happened', () => {
    const text = format();
    const falling = ['ErrorsOverBudget', 'SlowOverBudget'];
    expect(text.match(/^# TYPE maas_\w+ (counter|histogram|summary)$/gm)).toHaveLength(
      Object.keys(METRICS).filter((name) => !falling.includes(name)).length,
    );
    expect(text).not.toContain('over_budget');
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('count each event once, under the most that is known of it', () => {
    const text = format(
      { values: { Predictions: 1 }, dimensions: MODEL },
      { values: { Predictions: 2, Errors: 1 }, dimensions: MODEL },
      { values: { Predictions: 1 }, dimensions: {} },
      { values: { ErrorsByType: 1 }, dimensions: { Model: 'm', ErrorType: 'TIMEOUT' } },
    );
    expect(text).toContain('\nmaas_predictions_total{model="BAAI--bge_v1.5",version="2"} 3\n');
    expect(text).toContain('\nmaas_predictions_total 1\n');
    expect(text).toContain('\nmaas_errors_total{model="BAAI--bge_v1.5",version="2"} 1\n');
    expect(text).toContain('\nmaas_errors_by_type_total{model="m",code="TIMEOUT"} 1\n');
  });

  it('have times as histograms in seconds, whose classes hold all below', () => {
    const text = format(
      { values: { PredictionLatency: 20 }, dimensions: MODEL },
      { values: { PredictionLatency: 480 }, dimensions: MODEL },
      { values: { Score: [0.25, 0.5] }, dimensions: MODEL },
    );
    const name = 'maas_prediction_latency_seconds';
    for (const [bound, count] of [
      ['0.01', 0],
      ['0.025', 1],
      ['0.25', 1],
      ['0.5', 2],
      ['+Inf', 2],
    ]) {
      expect(text).toContain(
        `\n${name}_bucket{model="BAAI--bge_v1.5",version="2",le="${bound}"} ${count}\n`,
      );
    }
    expect(text).toContain(
      `\n${name}_sum{model="BAAI--bge_v1.5",version="2"} ` +
        `0.5\n${name}_count{model="BAAI--bge_v1.5",version="2"} 2\n`,
    );
    expect(text).toContain(
      '\nmaas_score_sum{model="BAAI--bge_v1.5",version="2"} ' +
        '0.75\nmaas_score_count{model="BAAI--bge_v1.5",version="2"} 2\n',
    );
  });

  it('have every event whenever they are asked for, however many came before', () => {
    const metrics = new PrometheusMetrics('test');
    for (let count = 1; count <= 200; count++) {
      const failed = { ErrorsByType: count % 2 };
      record(metrics, { values: { Predictions: 1 }, dimensions: MODEL });
      record(metrics, { values: failed, dimensions: { ErrorType: 'TIMEOUT' } });
      if (count % 50 !== 1) continue;
      const text = metrics.format();
      expect(text).toContain(
        `\nmaas_predictions_total{model="BAAI--bge_v1.5",version="2"} ${count}\n`,
      );
      expect(text).toContain(`{code="TIMEOUT"} ${Math.ceil(count / 2)}\n`);
    }
  });

  it('leave out what is no whole line of theirs', () => {
    const metrics = new PrometheusMetrics('test');
    record(metrics, { values: { Predictions: 1 }, dimensions: MODEL });
    const before = metrics.format();
    const others = new EmfMetricSink({
      namespace: "somebody's",
      clock: { nowMs: () => 0 },
      write: (line) => {
        metrics.take(line);
        metrics.take(line.slice(0, -20));
      },
    });
    others.record({ values: { Predictions: 1 }, dimensions: MODEL });
    metrics.take('{"_aws":{}}');
    metrics.take('{"_aws":{"Timestamp":0,"CloudWatchMetrics":[{"Namespace":"test"}]}}');
    expect(metrics.format()).toBe(before);
  });

  it('escape what would end a label', () => {
    expect(format({ values: { ErrorsByType: 1 }, dimensions: { ErrorType: 'a"\\\n' } })).toContain(
      'maas_errors_by_type_total{code="a\\"\\\\\\n"} 1\n',
    );
  });
});
