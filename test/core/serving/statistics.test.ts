import { beforeEach, describe, expect, it } from '@jest/globals';
import { ALARM_LIMITS } from '../../../layers/maas/contract/alarm-limits.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import {
  observePrediction,
  type PredictionFacts,
} from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import type { MetricEvent } from '../../../layers/maas/core/ports/metrics.ts';
import { emptyStatistics, Statistics } from '../../../layers/maas/core/serving/statistics.ts';
import { UNWATCHED } from '../../support/unwatched.ts';

describe('Statistics', () => {
  let nowMs: number;
  let passed: MetricEvent[];
  let statistics: Statistics;

  beforeEach(() => {
    nowMs = 1000;
    passed = [];
    statistics = new Statistics({ record: (event) => passed.push(event) }, { nowMs: () => nowMs });
  });

  const stopwatch = { nowMs: () => nowMs, monotonicMs: () => nowMs };

  /** One prediction that takes 10 ms, 2 of them for its session and 3 for its run. */
  const observe = (
    facts: Pick<PredictionFacts, 'model' | 'version'>,
    error?: Error,
  ): Promise<void> =>
    observePrediction(
      async (known) => {
        Object.assign(known, facts);
        known.stages.add('load', 0, 2);
        known.stages.add('inference', 2, 5);
        nowMs += 10;
        if (error) throw error;
      },
      {
        clock: stopwatch,
        metrics: statistics,
        isColdStart: () => false,
        watch: UNWATCHED,
        budget: ALARM_LIMITS,
        newId: () => 'p-1',
      },
      { remainingMs: () => 1000, notes: {} },
    );

  it('counts exactly the predictions that succeeded, and the failed ones apart', async () => {
    await observe({ model: 'm', version: 1 });
    await observe({ model: 'm', version: 1 });
    await expect(
      observe({ model: 'm', version: 1 }, new MaasError('MODEL_REFUSED_INPUT', 'No.')),
    ).rejects.toThrow();
    await expect(observe({ model: 'm', version: 1 }, new Error('bug'))).rejects.toThrow();
    expect(statistics.list('m', 1)).toEqual([
      {
        name: 'm',
        version: '1',
        last_inference: 1020,
        inference_count: 2,
        execution_count: 2,
        inference_stats: {
          success: { count: 2, ns: 20e6 },
          fail: { count: 2, ns: 0 },
          queue: { count: 2, ns: 4e6 },
          compute_input: { count: 2, ns: 10e6 },
          compute_infer: { count: 2, ns: 6e6 },
          compute_output: { count: 2, ns: 0 },
          cache_hit: { count: 0, ns: 0 },
          cache_miss: { count: 0, ns: 0 },
        },
        batch_stats: [],
      },
    ]);
  });

  it('counts nothing when the version was never known', async () => {
    await expect(observe({}, new MaasError('MODEL_NOT_FOUND', 'None.'))).rejects.toThrow();
    statistics.record({ values: { StaleRecord: 1 }, dimensions: { Model: 'm' } });
    expect(statistics.list()).toEqual([]);
  });

  it('lists by model and version, in order', async () => {
    for (const [model, version] of [
      ['b', 1],
      ['a', 10],
      ['a', 9],
    ] as const) {
      await observe({ model, version });
    }
    expect(statistics.list().map(({ name, version }) => `${name}/${version}`)).toEqual([
      'a/9',
      'a/10',
      'b/1',
    ]);
    expect(statistics.list('a').map(({ version }) => version)).toEqual(['9', '10']);
    expect(statistics.list('a', 9)).toHaveLength(1);
    expect(statistics.list('c')).toEqual([]);
  });

  it('hands every event on', async () => {
    await observe({ model: 'm', version: 1 });
    expect(passed).toHaveLength(1);
    expect(passed[0]?.values).toMatchObject({ Predictions: 1, PredictionLatency: 10 });
  });

  it('has zeros when a version was not called yet', () => {
    expect(emptyStatistics('m', 2)).toMatchObject({
      name: 'm',
      version: '2',
      last_inference: 0,
      inference_count: 0,
      inference_stats: { success: { count: 0, ns: 0 }, fail: { count: 0, ns: 0 } },
    });
  });
});
