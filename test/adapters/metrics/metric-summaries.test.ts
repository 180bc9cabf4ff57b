import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  MetricSummaries,
  toSummaryPath,
} from '../../../layers/maas/adapters/metrics/metric-summaries.ts';
import type { MetricQuery } from '../../../layers/maas/core/ports/metrics.ts';
import {
  START_MS,
  MINUTE_MS,
  namespace,
  LINES,
  directory,
  file,
  reader,
  append,
  ALL,
  sum,
  useMetricFile,
} from '../../support/summarised-metrics.ts';

const QUERIES: readonly MetricQuery[] = (
  ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum', 'p50', 'p99'] as const
).flatMap((statistic) => [
  { metric: 'PredictionLatency', dimensions: {}, statistic } as const,
  { metric: 'PredictionLatency', dimensions: { Model: 'a' }, statistic } as const,
  { metric: 'PredictionLatency', dimensions: { Version: '2', Model: 'b' }, statistic } as const,
  { metric: 'Predictions', dimensions: { Model: 'a' }, statistic } as const,
  { metric: 'Score', dimensions: { Model: 'b' }, statistic } as const,
  { metric: 'Errors', dimensions: { Model: 'a', Version: '1' }, statistic } as const,
  { metric: 'ColdStart', dimensions: {}, statistic } as const,
]);

function expectSame(
  actual: readonly (number | undefined)[],
  expected: readonly (number | undefined)[],
): void {
  for (const [index, value] of expected.entries()) {
    if (value === undefined) expect(actual[index]).toBeUndefined();
    else {
      expect(Math.abs((actual[index] ?? NaN) - value)).toBeLessThanOrEqual(
        Math.abs(value) * 0.006 + 1e-9,
      );
    }
  }
}

useMetricFile();

describe('summaries beside metric files', () => {
  it('answer what the lines do: counts and averages exactly, percentiles within half a percent', async () => {
    append(200);
    const expected = await reader.read(QUERIES, ALL);
    expect(readdirSync(directory)).toHaveLength(1);
    await new MetricSummaries(namespace).catchUp(file);
    expect(statSync(toSummaryPath(file)).size).toBeGreaterThan(0);
    expectSame(await reader.read(QUERIES, ALL), expected);
    expect(await sum()).toBe(100);
  });

  it('tell minutes apart, as far as the period touches them', async () => {
    append(LINES); // 600 a minute
    await sum();
    expect(await sum({}, { fromMs: START_MS + MINUTE_MS, toMs: START_MS + 3 * MINUTE_MS })).toBe(
      600,
    );
    expect(
      await sum({}, { fromMs: START_MS + MINUTE_MS + 1, toMs: START_MS + 2 * MINUTE_MS + 1 }),
    ).toBe(600); // as CloudWatch widens a period
    expect(
      await sum({}, { fromMs: START_MS + 60 * MINUTE_MS, toMs: START_MS + 61 * MINUTE_MS }),
    ).toBeUndefined();
  });

  it('are made once for all who ask at the same time, and anew for who asks later', async () => {
    append(LINES);
    const summaries = new MetricSummaries(namespace);
    const [first, second] = await Promise.all([summaries.extend(file), summaries.extend(file)]);
    expect(second).toBe(first);
    append(LINES);
    const later = await summaries.extend(file, first);
    expect(later?.header.coveredBytes).toBe(statSync(file).size);
    expect(first?.header.coveredBytes).toBeLessThan(statSync(file).size);
  });

  it('answer nothing less when their folder takes no more files', async () => {
    append(LINES);
    rmSync(toSummaryPath(file), { force: true });
    expect(await sum()).toBe(LINES / 2);
    await new MetricSummaries(namespace).catchUp(path.join(directory, 'none.jsonl'));
    expect(readdirSync(directory)).not.toContain('none.jsonl.summary');
  });

  it('count a line as others write it, with blanks', async () => {
    const declared = {
      Namespace: namespace,
      Dimensions: [['Model']],
      Metrics: [{ Name: 'Predictions' }],
    };
    const line = {
      _aws: { Timestamp: START_MS, CloudWatchMetrics: [declared] },
      Model: 'a',
      Predictions: 3,
    };
    writeFileSync(file, `${JSON.stringify(line, undefined, 1).replaceAll('\n', ' ')}\n`);
    expect(await sum()).toBe(3);
  });
});
