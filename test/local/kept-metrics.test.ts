import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EmfMetricSink } from '../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { FileMetricReader } from '../../layers/maas/adapters/metrics/file-metric-reader.ts';
import { MetricFiles } from '../../local/metrics/metric-files.ts';
import { directory, useKeptFolder } from './support/kept-folder.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-11-25T01:30:00Z');

useKeptFolder();

describe('metric lines', () => {
  it('are read by the reader that the functions have', async () => {
    const files = new MetricFiles({
      directory,
      retentionMs: HOUR_MS,
      limitBytes: 1e9,
      nowMs: () => START_MS,
    });
    const sink = new EmfMetricSink({
      namespace: 'N',
      clock: { nowMs: () => START_MS },
      write: (line) => {
        files.append(line.trimEnd());
      },
    });
    for (const latency of [10, 20, 30]) {
      sink.record({
        values: { Predictions: 1, PredictionLatency: latency },
        dimensions: { Model: 'm', Version: '1' },
      });
    }
    const reader = new FileMetricReader({ directory, namespace: 'N' });
    expect(
      await reader.read(
        [
          { metric: 'Predictions', dimensions: { Model: 'm' }, statistic: 'Sum' },
          { metric: 'PredictionLatency', dimensions: { Model: 'm' }, statistic: 'Average' },
        ],
        { fromMs: 0, toMs: START_MS + 1 },
      ),
    ).toEqual([3, 20]);
  });

  it('are lost, and nothing else, where a file stands in the place of their folder', () => {
    const file = path.join(directory, 'metrics');
    writeFileSync(file, '');
    const lost: number[] = [];
    let atMs = 0;
    const files = new MetricFiles({
      directory: file,
      retentionMs: HOUR_MS,
      limitBytes: 1e9,
      nowMs: () => START_MS,
      monotonicMs: () => atMs,
      onLost: (lines) => lost.push(lines),
    });
    for (atMs of [0, 1, 2, 60_000]) files.append('{"a":1}');
    expect(lost).toEqual([1, 3]); // told at the first, and a minute later
    rmSync(file);
    files.append('{"a":2}');
    expect(readdirSync(file)).toEqual(['2026-11-25T01.jsonl']);
    expect(readFileSync(path.join(file, '2026-11-25T01.jsonl'), 'utf8')).toBe('{"a":2}\n');
  });

  it('stand in a file per hour, and old files go', () => {
    let nowMs = START_MS;
    const files = new MetricFiles({
      directory,
      retentionMs: 2 * HOUR_MS,
      limitBytes: 1e9,
      nowMs: () => nowMs,
    });
    for (let hour = 0; hour < 6; hour++, nowMs += HOUR_MS) files.append(`{"hour":${hour}}`);
    expect(readdirSync(directory).sort()).toEqual([
      '2026-11-25T03.jsonl',
      '2026-11-25T04.jsonl',
      '2026-11-25T05.jsonl',
      '2026-11-25T06.jsonl',
    ]);
  });

  it('take no more room than they may, the oldest going first', () => {
    let nowMs = START_MS;
    const files = new MetricFiles({
      directory,
      retentionMs: 1000 * HOUR_MS,
      limitBytes: 2500,
      nowMs: () => nowMs,
    });
    for (let hour = 0; hour < 6; hour++, nowMs += HOUR_MS) files.append('x'.repeat(999));
    expect(readdirSync(directory).sort()).toEqual([
      '2026-11-25T04.jsonl',
      '2026-11-25T05.jsonl',
      '2026-11-25T06.jsonl',
    ]);
  });

  it('are written on when their folder was removed, as soon as that is seen', () => {
    let monotonicMs = 0;
    const files = new MetricFiles({
      directory,
      retentionMs: HOUR_MS,
      limitBytes: 1e9,
      nowMs: () => START_MS,
      monotonicMs: () => monotonicMs,
    });
    files.append('1');
    rmSync(directory, { recursive: true });
    monotonicMs += 100;
    files.append('2');
    files.append('3');
    expect(readFileSync(path.join(directory, '2026-11-25T01.jsonl'), 'utf8')).toBe('2\n3\n');
  });
});

describe('metric files and the clock', () => {
  const DAY_MS = 24 * HOUR_MS;

  it.each([
    ['ten years ahead', 3650 * DAY_MS],
    ['ten years back', -3650 * DAY_MS],
    ['a month ahead', 30 * DAY_MS],
  ])('lose nothing when the clock is set %s, on the first start and on the next', (_, setMs) => {
    let nowMs = START_MS;
    const options = { directory, retentionMs: 14 * DAY_MS, limitBytes: 1e9, nowMs: () => nowMs };
    const files = new MetricFiles(options);
    for (let hour = 0; hour < 5; hour++, nowMs += HOUR_MS) files.append(`{"hour":${hour}}`);
    const before = readdirSync(directory);
    nowMs = START_MS + setMs;
    for (let start = 0; start < 2; start++) {
      const wrong = new MetricFiles(options);
      for (let hour = 0; hour < 3; hour++, nowMs += HOUR_MS) wrong.append('{}');
    }
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(before));
  });

  it('take away nothing that they did not write', () => {
    const own = ['notes.jsonl', '0000.jsonl', '2020-01-01.jsonl', 'keep.txt'];
    for (const name of own) writeFileSync(path.join(directory, name), 'x'.repeat(5000));
    let nowMs = START_MS;
    const files = new MetricFiles({
      directory,
      retentionMs: HOUR_MS,
      limitBytes: 1000,
      nowMs: () => nowMs,
    });
    for (let hour = 0; hour < 4; hour++, nowMs += HOUR_MS) files.append('x'.repeat(999));
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(own));
  });

  it('tell of a file that is closed, and take its summary away with it', () => {
    let nowMs = START_MS;
    const told: string[] = [];
    const files = new MetricFiles({
      directory,
      retentionMs: HOUR_MS,
      limitBytes: 1e9,
      nowMs: () => nowMs,
      onGrown: (file) => {
        told.push(path.basename(file));
        writeFileSync(`${file}.summary`, '');
      },
    });
    for (let hour = 0; hour < 4; hour++, nowMs += HOUR_MS) files.append('{}');
    expect(told).toEqual(['2026-11-25T01.jsonl', '2026-11-25T02.jsonl', '2026-11-25T03.jsonl']);
    expect(readdirSync(directory).sort()).toEqual([
      '2026-11-25T02.jsonl',
      '2026-11-25T02.jsonl.summary',
      '2026-11-25T03.jsonl',
      '2026-11-25T03.jsonl.summary',
      '2026-11-25T04.jsonl',
    ]);
  });
});
