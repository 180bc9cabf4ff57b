import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { EmfMetricSink } from '../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { FileMetricReader } from '../../layers/maas/adapters/metrics/file-metric-reader.ts';
import type { MetricQuery } from '../../layers/maas/core/ports/metrics.ts';

export const START_MS = Date.parse('2026-01-15T08:00:00Z');
export const MINUTE_MS = 60_000;
export const namespace = 'Maas';
export const LINES = 10_000;

// above what is read of a file without a summary

export let directory = '';
export let file = '';
export let reader: FileMetricReader;

/** A prediction a tenth of a second, by turns of two models with two versions each. */
export function append(count: number, fromMs = START_MS): void {
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

export const ALL = { fromMs: 0, toMs: START_MS + 3_600_000 };

export const sum = async (
  query: Partial<MetricQuery> = {},
  period = ALL,
): Promise<number | undefined> =>
  (
    await reader.read(
      [{ metric: 'Predictions', dimensions: { Model: 'a' }, statistic: 'Sum', ...query }],
      period,
    )
  )[0];

export function useMetricFile(): void {
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'maas-summaries-'));
    file = path.join(directory, '2026-01-15T08.jsonl');
    reader = new FileMetricReader({ directory, namespace });
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
}
