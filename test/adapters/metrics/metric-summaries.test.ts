import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmfMetricSink } from '../../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { FileMetricReader } from '../../../layers/maas/adapters/metrics/file-metric-reader.ts';
import {
  MetricSummaries,
  toSummaryPath,
} from '../../../layers/maas/adapters/metrics/metric-summaries.ts';
import type { MetricQuery } from '../../../layers/maas/core/ports/metrics.ts';

const START_MS = Date.parse('2026-01-15T08:00:00Z');
const MINUTE_MS = 60_000;
const namespace = 'Maas';
const LINES = 10_000; // above what is read of a file without a summary

let directory = '';
let file = '';
let reader: FileMetricReader;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-summaries-'));
  file = path.join(directory, '2026-01-15T08.jsonl');
  reader = new FileMetricReader({ directory, namespace });
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** A prediction a tenth of a second, by turns of two models with two versions each. */
function append(count: number, fromMs = START_MS): void {
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    const sink = new EmfMetricSink({
      namespace,
      clock: { nowMs: () => fromMs + index * 100 },
      write: (line) => {
        lines.push(line);
      },
    });
    const dimensions = { Model: index % 2 === 0 ? 'a' : 'b', Version: index % 4 < 2 ? '1' : '2' };
    sink.record({
      values: {
        Predictions: 1,
        Errors: 0,
        PredictionLatency: 1 + (index % 997) / 7,
        Score: [0.5, 0.25],
      },
      dimensions,
    });
  }
  appendFileSync(file, lines.join(''));
}

const ALL = { fromMs: 0, toMs: START_MS + 3_600_000 };
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

const sum = async (query: Partial<MetricQuery> = {}, period = ALL): Promise<number | undefined> =>
  (
    await reader.read(
      [{ metric: 'Predictions', dimensions: { Model: 'a' }, statistic: 'Sum', ...query }],
      period,
    )
  )[0];

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

  it('are made when a file has grown, extended as it grows, and not parsed of the lines again', async () => {
    append(LINES);
    expect(await sum()).toBe(LINES / 2);
    const covered = statSync(file).size;
    expect(
      JSON.parse(readFileSync(toSummaryPath(file), 'utf8').split('\n')[0] ?? ''),
    ).toMatchObject({ coveredBytes: covered });
    append(10, START_MS + 30 * MINUTE_MS);
    expect(await sum()).toBe(LINES / 2 + 5);
    append(LINES, START_MS + 31 * MINUTE_MS);
    expect(await sum()).toBe(LINES + 5);
    expect(await sum({ dimensions: {} })).toBe(2 * LINES + 10);
  });

  it('are made of any closed file, however small', async () => {
    append(400);
    writeFileSync(path.join(directory, '2026-01-15T09.jsonl'), '');
    expect(await sum()).toBe(200);
    expect(readdirSync(directory)).toContain('2026-01-15T08.jsonl.summary');
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

  it.each<[string, () => void]>([
    [
      'was cut short',
      () => {
        truncateSync(toSummaryPath(file), 50);
      },
    ],
    [
      'is of another form',
      () => {
        writeFileSync(toSummaryPath(file), '{"format":0}\n[]');
      },
    ],
    [
      'is not text of ours',
      () => {
        writeFileSync(toSummaryPath(file), 'x');
      },
    ],
    [
      'is of another file',
      () => {
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"Errors":0', '"Errors":2'));
      },
    ],
  ])('are made anew when one %s', async (_, spoil) => {
    append(LINES);
    await sum();
    spoil();
    expect(await sum()).toBe(LINES / 2);
  });

  it('leave a line that is not ended yet for the next time', async () => {
    append(LINES);
    const [line = ''] = readFileSync(file, 'utf8').split('\n');
    appendFileSync(file, line.slice(0, 40));
    expect(await sum()).toBe(LINES / 2);
    appendFileSync(file, `${line.slice(40)}\n`);
    expect(await sum()).toBe(LINES / 2 + 1);
  });

  it('answer nothing less when their folder takes no more files', async () => {
    append(LINES);
    rmSync(toSummaryPath(file), { force: true });
    expect(await sum()).toBe(LINES / 2);
    await new MetricSummaries(namespace).catchUp(path.join(directory, 'none.jsonl'));
    expect(readdirSync(directory)).not.toContain('none.jsonl.summary');
  });

  it('count a line as others write it, with blanks', async () => {
    writeFileSync(
      file,
      `${JSON.stringify({ _aws: { Timestamp: START_MS, CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [['Model']], Metrics: [{ Name: 'Predictions' }] }] }, Model: 'a', Predictions: 3 }, undefined, 1).replaceAll('\n', ' ')}\n`,
    );
    expect(await sum()).toBe(3);
  });
});
