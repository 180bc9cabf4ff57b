import { describe, expect, it } from '@jest/globals';
import { METRICS, type MetricSpec } from '../../../layers/maas/contract/metrics.ts';
import { summariseAccuracy } from '../../../layers/maas/core/feedback/accuracy.ts';
import { readStages } from '../../../layers/maas/core/monitoring/read-stages.ts';
import { readModelMetrics } from '../../../layers/maas/core/monitoring/model-metrics.ts';
import type { MetricQuery, MetricReader } from '../../../layers/maas/core/ports/metrics.ts';
import { MetricsView } from '../../../layers/maas/api/schemas/metrics-view.ts';

const PERIOD = { fromMs: 0, toMs: 1000 };

/** A reader that knows a number per query, by its text. */
class TableReader implements Pick<MetricReader, 'read'> {
  readonly queries: MetricQuery[] = [];
  readonly #values: Readonly<Record<string, number>>;

  constructor(values: Readonly<Record<string, number>>) {
    this.#values = values;
  }

  read(queries: readonly MetricQuery[]): Promise<readonly (number | undefined)[]> {
    this.queries.push(...queries);
    return Promise.resolve(
      queries.map(
        ({ metric, dimensions, statistic }) =>
          this.#values[[metric, statistic, ...Object.values(dimensions)].join(' ')],
      ),
    );
  }
}

describe('readModelMetrics', () => {
  it('puts every number where it belongs', async () => {
    const reader = new TableReader({
      'Predictions Sum m': 100,
      'ColdStart Sum m': 2,
      'Errors Sum m': 3,
      'ClientErrors Sum m': 5,
      'PredictionLatency Average m': 12,
      'PredictionLatency p50 m': 10,
      'PredictionLatency p95 m': 20,
      'PredictionLatency p99 m': 30,
      'InferenceLatency p50 m': 4,
      'ModelLoadLatency p99 m': 400,
      'ErrorsByType Sum m LOADING_FAILED': 2,
      'ErrorsByType Sum m INTERNAL': 1,
      'ErrorsByType Sum m INVALID_REQUEST': 5,
      'Predictions Sum m 2': 60,
      'Errors Sum m 2': 3,
      'PredictionLatency p99 m 2': 31,
      'Predictions Sum m 1': 40,
      'ClientErrors Sum m 1': 5,
    });
    const report = await readModelMetrics(reader, 'm', [3, 2, 1], PERIOD);
    expect(report).toEqual({
      predictions: 100,
      coldStarts: 2,
      latencyMs: { average: 12, p50: 10, p95: 20, p99: 30 },
      inferenceMs: { average: null, p50: 4, p95: null, p99: null },
      loadMs: { average: null, p50: null, p95: null, p99: 400 },
      errors: { total: 3, byType: { LOADING_FAILED: 2, INTERNAL: 1 } },
      clientErrors: { total: 5, byType: { INVALID_REQUEST: 5 } },
      versions: [
        expect.objectContaining({
          version: 2,
          predictions: 60,
          errors: 3,
          clientErrors: 0,
          latencyMs: { average: null, p50: null, p95: null, p99: 31 },
        }),
        expect.objectContaining({ version: 1, predictions: 40, errors: 0, clientErrors: 5 }),
      ],
    });
    expect(() =>
      MetricsView.parse({
        model: 'm',
        from: '2026-11-25T08:00:00Z',
        to: '2026-11-25T09:00:00Z',
        ...report,
        versions: report.versions.map((each) => ({ ...each, estimatedAccuracy: null })),
        estimatedAccuracy: null,
        shadows: [],
        accuracy: { ...summariseAccuracy([]), isWhole: true, versions: [] },
      }),
    ).not.toThrow();
  });

  it('has the stages that were measured, cold and warm apart, where asked for', async () => {
    const reader = new TableReader({
      'DownloadLatency Average m cold': 30,
      'DecodeLatency Average m warm': 1,
      'DecodeLatency p99 m warm': 2,
    });
    const stages = await readStages(reader, 'm', PERIOD);
    const none = { p50: null, p95: null, p99: null };
    expect(stages).toEqual([
      { stage: 'download', start: 'cold', ...none, average: 30 },
      { stage: 'decode', start: 'warm', ...none, average: 1, p99: 2 },
    ]);
  });

  it('is zeros and nulls when nothing was recorded', async () => {
    expect(await readModelMetrics(new TableReader({}), 'm', [1], PERIOD)).toMatchObject({
      predictions: 0,
      latencyMs: { p99: null },
      errors: { total: 0, byType: {} },
      versions: [],
    });
  });

  it('asks for no more than was called: each question is billed', async () => {
    const ask = async (values: Readonly<Record<string, number>>): Promise<number> => {
      const reader = new TableReader(values);
      const versions = Array.from({ length: 20 }, (_, index) => 20 - index);
      await readModelMetrics(reader, 'm', versions, PERIOD);
      return reader.queries.length;
    };
    expect(await ask({})).toBe(23);
    expect(await ask({ 'Predictions Sum m': 9, 'Predictions Sum m 20': 9 })).toBe(36);
    const split = { 'Predictions Sum m': 9, 'Predictions Sum m 20': 5, 'Predictions Sum m 19': 4 };
    expect(await ask(split)).toBe(36 + 2 * 15);
    expect(await ask({ ...split, 'ClientErrors Sum m': 1 })).toBeGreaterThan(36 + 2 * 15);
  });

  it('says of the only version that was called what it says of its model', async () => {
    const reader = new TableReader({
      'Predictions Sum m': 9,
      'Predictions Sum m 1': 9,
      'Errors Sum m': 2,
      'PredictionLatency p99 m': 30,
    });
    const { versions, latencyMs } = await readModelMetrics(reader, 'm', [2, 1], PERIOD);
    expect(versions).toMatchObject([{ version: 1, predictions: 9, errors: 2, latencyMs }]);
  });

  it('asks only for metrics that are emitted, by a set of dimensions that they are emitted under', async () => {
    const reader = new TableReader({});
    await readModelMetrics(reader, 'm', [2, 1], PERIOD);
    for (const { metric, dimensions } of reader.queries) {
      const { dimensionSets }: MetricSpec = METRICS[metric];
      expect(dimensionSets).toContainEqual(Object.keys(dimensions));
    }
  });
});
