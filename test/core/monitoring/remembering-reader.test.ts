import { describe, expect, it } from '@jest/globals';
import { RememberingReader } from '../../../layers/maas/core/monitoring/remembering-reader.ts';
import type { MetricQuery, Period } from '../../../layers/maas/core/ports/metrics.ts';

const NOON = Date.parse('2026-11-29T12:00:00Z');
const HOUR_MS = 3_600_000;
const QUERIES: readonly MetricQuery[] = [
  { metric: 'Predictions', dimensions: { Model: 'm' }, statistic: 'Sum' },
];

function createReader(): {
  reader: RememberingReader;
  asked: Period[];
  passMs: (ms: number) => void;
  fail: (isFailing: boolean) => void;
} {
  const asked: Period[] = [];
  let nowMs = 0;
  let isFailing = false;
  const reader = new RememberingReader(
    {
      read: (queries, period) => {
        asked.push(period);
        return isFailing
          ? Promise.reject(new Error('CloudWatch is down.'))
          : Promise.resolve(queries.map(() => asked.length));
      },
    },
    { monotonicMs: () => nowMs },
  );
  return {
    reader,
    asked,
    passMs: (ms) => {
      nowMs += ms;
    },
    fail: (value) => {
      isFailing = value;
    },
  };
}

const lastHour = (toMs: number): Period => ({ fromMs: toMs - HOUR_MS, toMs });

describe('RememberingReader', () => {
  it('asks once when many ask for the last hour within a minute', async () => {
    const { reader, asked, passMs } = createReader();
    const answers: unknown[] = [];
    for (let second = 1; second <= 50; second++) {
      passMs(1000);
      answers.push(await reader.read(QUERIES, lastHour(NOON + second * 1000)));
    }
    expect(asked).toEqual([{ fromMs: NOON - HOUR_MS, toMs: NOON + 60_000 }]);
    expect(new Set(answers.map(String))).toEqual(new Set(['1']));
  });

  it('asks once when many ask at once', async () => {
    const { reader, asked } = createReader();
    await Promise.all(Array.from({ length: 20 }, () => reader.read(QUERIES, lastHour(NOON))));
    expect(asked).toHaveLength(1);
  });

  it('asks again after a minute, for another period, and for other metrics', async () => {
    const { reader, asked, passMs } = createReader();
    await reader.read(QUERIES, lastHour(NOON));
    await reader.read(QUERIES, lastHour(NOON + HOUR_MS));
    await reader.read([...QUERIES, ...QUERIES], lastHour(NOON));
    passMs(60_000);
    await reader.read(QUERIES, lastHour(NOON));
    expect(asked).toHaveLength(4);
  });

  it('asks again after a failure', async () => {
    const { reader, fail } = createReader();
    fail(true);
    await expect(reader.read(QUERIES, lastHour(NOON))).rejects.toThrow('down');
    fail(false);
    expect(await reader.read(QUERIES, lastHour(NOON))).toEqual([2]);
  });

  it('remembers a bounded number of reports', async () => {
    const { reader, asked } = createReader();
    for (let report = 0; report <= 500; report++) {
      await reader.read(QUERIES, lastHour(NOON - report * HOUR_MS));
    }
    await reader.read(QUERIES, lastHour(NOON));
    expect(asked).toHaveLength(502);
  });
});
