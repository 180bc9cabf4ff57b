import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { EmfMetricSink } from '../../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { FileMetricReader } from '../../../layers/maas/adapters/metrics/file-metric-reader.ts';
import { describeMetricReader, type TimedEvent } from '../../suites/metric-reader-suite.ts';

const START_MS = Date.parse('2026-01-15T08:00:00Z');
const namespace = 'Maas';
const directories: string[] = [];

function makeDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'maas-metrics-'));
  directories.push(directory);
  return directory;
}

/** One file an hour, as the local runner keeps them. */
function record(directory: string, events: readonly TimedEvent[]): void {
  for (const event of events) {
    const file = path.join(directory, `${new Date(event.timeMs).toISOString().slice(0, 13)}.jsonl`);
    new EmfMetricSink({
      namespace,
      clock: { nowMs: () => event.timeMs },
      write: (line) => {
        appendFileSync(file, line);
      },
    }).record(event);
  }
}

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

describeMetricReader('files', {
  startMs: START_MS,
  open: async () => {
    const directory = makeDirectory();
    return {
      reader: new FileMetricReader({ directory, namespace }),
      record: async (events) => {
        record(directory, events);
      },
    };
  },
});

describe('FileMetricReader', () => {
  const period = { fromMs: START_MS, toMs: START_MS + 3_600_000 };
  const query = { metric: 'Predictions', dimensions: {}, statistic: 'Sum' } as const;
  const event = { timeMs: START_MS, values: { Predictions: 1 }, dimensions: {} };

  it('answers nothing when there is no folder yet', async () => {
    expect(
      await new FileMetricReader({ directory: path.join(makeDirectory(), 'none'), namespace }).read(
        [query],
        period,
      ),
    ).toEqual([undefined]);
  });

  it.each([
    ['cut short', '{"_aws":{"Timestamp":1768464000000,"Cloud'],
    ['empty', ''],
    ['no object', 'null'],
    ['of something else', '{"level":"info","message":"_aws"}'],
    ['without its directives', '{"_aws":{"Timestamp":1768464000000}}'],
    [
      'with directives of another shape',
      '{"_aws":{"Timestamp":1768464000000,"CloudWatchMetrics":[null,{"Dimensions":[1],"Metrics":[null]}]}}',
    ],
    [
      'with a value that is not a number',
      JSON.stringify({
        _aws: {
          Timestamp: START_MS,
          CloudWatchMetrics: [
            { Namespace: namespace, Dimensions: [[]], Metrics: [{ Name: 'Predictions' }] },
          ],
        },
        Predictions: 'many',
      }),
    ],
    [
      'of another namespace',
      JSON.stringify({
        _aws: {
          Timestamp: START_MS,
          CloudWatchMetrics: [
            { Namespace: 'Other', Dimensions: [[]], Metrics: [{ Name: 'Predictions' }] },
          ],
        },
        Predictions: 5,
      }),
    ],
  ])('passes over a line that is %s', async (_, line) => {
    const directory = makeDirectory();
    record(directory, [event]);
    appendFileSync(path.join(directory, '2026-01-15T08.jsonl'), `${line}\n`);
    record(directory, [event]);
    expect(await new FileMetricReader({ directory, namespace }).read([query], period)).toEqual([2]);
  });

  it('reads no file that was last written before the period', async () => {
    const directory = makeDirectory();
    record(directory, [event]);
    const file = path.join(directory, '2026-01-15T08.jsonl');
    const before = START_MS / 1000 - 1;
    utimesSync(file, before, before);
    expect(await new FileMetricReader({ directory, namespace }).read([query], period)).toEqual([
      undefined,
    ]);
  });

  it('keeps percentiles to five digits when there are many values', async () => {
    const directory = makeDirectory();
    const line = (value: number): string =>
      JSON.stringify({
        _aws: {
          Timestamp: START_MS,
          CloudWatchMetrics: [
            { Namespace: namespace, Dimensions: [[]], Metrics: [{ Name: 'PredictionLatency' }] },
          ],
        },
        PredictionLatency: value,
      });
    writeFileSync(
      path.join(directory, 'a.jsonl'),
      `${Array.from({ length: 20_000 }, (_, i) => line(10 + i / 7)).join('\n')}\n`,
    );
    const [median, maximum] = await new FileMetricReader({ directory, namespace }).read(
      [
        { ...query, metric: 'PredictionLatency', statistic: 'p50' },
        { ...query, metric: 'PredictionLatency', statistic: 'p100' },
      ],
      period,
    );
    expect(median).toBeCloseTo(10 + 9999 / 7, 0);
    expect(maximum).toBeCloseTo(10 + 19_999 / 7, 0);
  });
});

describe('readGroups', () => {
  const steps = { fromMs: START_MS, toMs: START_MS + 180_000, stepMs: 60_000 };
  const by = ['Model', 'Version'] as const;
  const toEvent = (minute: number, Model: string, Version: string, Errors: number): TimedEvent => ({
    timeMs: START_MS + minute * 60_000,
    values: { Predictions: 1, Errors },
    dimensions: { Model, Version },
  });

  it('answers a series for each combination that has data, as GROUP BY does', async () => {
    const directory = makeDirectory();
    record(directory, [
      toEvent(0, 'a', '1', 1),
      toEvent(0, 'a', '1', 0),
      toEvent(2, 'a', '1', 1),
      toEvent(1, 'a', '2', 0),
      toEvent(1, 'b', '1', 1),
      toEvent(3, 'c', '1', 1), // behind the period
    ]);
    const groups = await new FileMetricReader({ directory, namespace }).readGroups(
      { metric: 'Errors', statistic: 'Minimum', by },
      steps,
    );
    expect(groups).toEqual([
      { dimensions: { Model: 'a', Version: '1' }, series: [0, undefined, 1] },
      { dimensions: { Model: 'a', Version: '2' }, series: [undefined, 0, undefined] },
      { dimensions: { Model: 'b', Version: '1' }, series: [undefined, 1, undefined] },
    ]);
  });

  it('tells no series of dimensions that the metric does not have together', async () => {
    const directory = makeDirectory();
    record(directory, [toEvent(0, 'a', '1', 1)]);
    const reader = new FileMetricReader({ directory, namespace });
    expect(
      await reader.readGroups({ metric: 'Errors', statistic: 'Sum', by: ['Version'] }, steps),
    ).toEqual([]);
  });
});
