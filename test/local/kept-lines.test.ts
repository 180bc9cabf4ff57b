import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmfMetricSink } from '../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { FileMetricReader } from '../../layers/maas/adapters/metrics/file-metric-reader.ts';
import { readLines } from '../../local/instances/read-lines.ts';
import { LogBook } from '../../local/log/log-book.ts';
import { LogFile } from '../../local/log/log-file.ts';
import { MetricFiles } from '../../local/metrics/metric-files.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-lines-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-11-25T01:30:00Z');

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

  it('are written on when their folder was removed', () => {
    const files = new MetricFiles({
      directory,
      retentionMs: HOUR_MS,
      limitBytes: 1e9,
      nowMs: () => START_MS,
    });
    files.append('1');
    rmSync(directory, { recursive: true });
    files.append('2');
    expect(readFileSync(path.join(directory, '2026-11-25T01.jsonl'), 'utf8')).toBe('2\n');
  });
});

describe('what a function prints', () => {
  const metric = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"x":1}';

  it.each<[string, string, string[], object | undefined]>([
    ['a metric', metric, [metric], undefined],
    [
      'a log line',
      '{"time":"2026-11-25T01:00:00.000Z","level":"info","message":"m","n":1}',
      [],
      { time: '2026-11-25T01:00:00.000Z', level: 'info', message: 'm', n: 1 },
    ],
    [
      'plain text',
      'hello\rthere',
      [],
      { time: expect.any(String), level: 'info', message: 'hello\nthere', function: 'predict' },
    ],
    [
      'JSON that is not a log line',
      '{"a":1}',
      [],
      { time: expect.any(String), level: 'info', message: '{"a":1}', function: 'predict' },
    ],
    [
      'text that names metrics',
      '{"_aws" is not JSON',
      [],
      {
        time: expect.any(String),
        level: 'info',
        message: '{"_aws" is not JSON',
        function: 'predict',
      },
    ],
    [
      'null',
      'null',
      [],
      { time: expect.any(String), level: 'info', message: 'null', function: 'predict' },
    ],
  ])('goes where it belongs when it is %s', (_what, line, metrics, logged) => {
    const seen: string[] = [];
    const file = path.join(directory, 'logs', 'maas.log');
    new LogBook({
      file: new LogFile(file),
      onMetric: (text) => {
        seen.push(text);
      },
      consoleLevel: 'warn',
      print: () => undefined,
    }).takeOutput('predict', line);
    expect(seen).toEqual(metrics);
    if (logged) expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(logged);
  });

  it('shows on the console from the level that was asked for, in one readable line', () => {
    const shown: string[] = [];
    const book = new LogBook({
      file: new LogFile(path.join(directory, 'maas.log')),
      onMetric: () => undefined,
      consoleLevel: 'warn',
      print: (text) => {
        shown.push(text);
      },
    });
    book.logger.info('Quiet.');
    book.logger.warn('Loud.', { key: 'k', error: new Error('why') });
    expect(shown).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d warn {2}local {3}Loud\. key=k error="why"$/),
    ]);
  });

  it('is cut into lines at LF alone, whatever the chunks, and letters are whole', async () => {
    const lines: string[] = [];
    const source = new PassThrough();
    readLines(source, (line) => {
      lines.push(line);
    });
    const bytes = Buffer.from('正面\n\na\rb\nlast');
    for (const byte of bytes) source.write(Buffer.from([byte]));
    source.end();
    await new Promise((resolve) => {
      source.once('close', resolve);
    });
    expect(lines).toEqual(['正面', 'a\rb', 'last']);
  });
});

it('a log file makes room for itself', () => {
  const file = path.join(directory, 'maas.log');
  writeFileSync(file, 'x'.repeat(11 * 1024 * 1024));
  const log = new LogFile(file);
  log.append('new');
  expect(readFileSync(file, 'utf8')).toBe('new\n');
  expect(readdirSync(directory).sort()).toEqual(['maas.log', 'maas.log.1']);
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
