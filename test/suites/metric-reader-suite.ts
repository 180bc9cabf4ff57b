import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type {
  MetricEvent,
  MetricQuery,
  MetricReader,
} from '../../layers/maas/core/ports/metrics.ts';

export interface TimedEvent extends MetricEvent {
  readonly timeMs: number;
}

/** One reader, and somebody who records what it reads. */
export interface MetricReaderCase {
  /** A whole minute that is over, as late as the backend takes values. */
  readonly startMs: number;
  readonly open: () => Promise<{
    readonly reader: MetricReader;
    readonly record: (events: readonly TimedEvent[]) => Promise<void>;
  }>;
  /** The gaps that a server is known to have; the tests of them have to fail there. */
  readonly gaps?: readonly MetricGap[];
}

export type MetricGap = 'percentiles' | 'metrics without dimensions';

const MINUTE_MS = 60_000;
/** One of this run alone: moto forgets the namespace when there are dimensions. */
const Model = randomUUID();

/** Asks for the count of one model's predictions, unless it says otherwise. */
function toQuery(query: Partial<MetricQuery>): MetricQuery {
  return {
    metric: 'PredictionLatency',
    dimensions: { Model },
    statistic: 'SampleCount',
    ...query,
  };
}

/** Describes every `MetricReader`, run on each. */
export function describeMetricReader(
  name: string,
  { startMs, open, gaps = [] }: MetricReaderCase,
): void {
  describe(`MetricReader: ${name}`, () => {
    const unlessGap = (gap: MetricGap) => (gaps.includes(gap) ? it.failing : it);
    let reader: MetricReader;
    const period = { fromMs: startMs, toMs: startMs + 10 * MINUTE_MS };
    const ask = async (query: Partial<MetricQuery>, within = period): Promise<number | undefined> =>
      (await reader.read([toQuery(query)], within))[0];

    beforeAll(async () => {
      const opened = await open();
      ({ reader } = opened);
      const latencies = Array.from({ length: 100 }, (_, i) => ({
        timeMs: startMs + i * 1000,
        values: { PredictionLatency: i + 1 },
        dimensions: { Model, Version: i < 40 ? '1' : '2' },
      }));
      await opened.record([
        ...latencies,
        {
          timeMs: startMs - MINUTE_MS,
          values: { PredictionLatency: 5000 },
          dimensions: { Model, Version: '1' },
        },
        {
          timeMs: period.toMs,
          values: { PredictionLatency: 6000 },
          dimensions: { Model, Version: '1' },
        },
        {
          timeMs: startMs,
          values: { PredictionLatency: 7000 },
          dimensions: { Model: 'other', Version: '1' },
        },
        {
          timeMs: startMs,
          values: { ErrorsByType: 1 },
          dimensions: { Model, ErrorType: 'INTERNAL' },
        },
        { timeMs: startMs, values: { Score: [0.25, 0.75, 0.5] }, dimensions: { Model } },
      ]);
    });

    it.each([
      ['Sum', 5050],
      ['SampleCount', 100],
      ['Average', 50.5],
      ['Minimum', 1],
      ['Maximum', 100],
    ] as const)('answers %s of the values in the period', async (statistic, expected) => {
      expect(await ask({ statistic })).toBe(expected);
    });

    unlessGap('percentiles').each([
      ['p50', 50],
      ['p90', 90],
      ['p99', 99],
      ['p99.9', 100],
      ['p100', 100],
    ] as const)('answers the percentile %s of them', async (statistic, expected) => {
      expect(Math.abs(((await ask({ statistic })) ?? 0) - expected)).toBeLessThanOrEqual(1);
    });

    it('tells dimension sets apart', async () => {
      expect(await ask({ dimensions: { Model, Version: '1' } })).toBe(40);
      expect(await ask({ dimensions: { Model, Version: '2' } })).toBe(60);
      expect(
        await ask({
          metric: 'ErrorsByType',
          dimensions: { Model, ErrorType: 'INTERNAL' },
          statistic: 'Sum',
        }),
      ).toBe(1);
    });

    unlessGap('metrics without dimensions')(
      'answers for the fleet what was recorded without dimensions',
      async () => {
        expect(await ask({ dimensions: {} })).toBe(101);
      },
    );

    it('counts each of the values that one event has', async () => {
      expect(await ask({ metric: 'Score', statistic: 'SampleCount' })).toBe(3);
      expect(await ask({ metric: 'Score', statistic: 'Average' })).toBe(0.5);
    });

    it('answers undefined when nothing was recorded', async () => {
      expect(await ask({ dimensions: { Model: 'unknown' } })).toBeUndefined();
      expect(await ask({ metric: 'ColdStart' })).toBeUndefined();
      expect(
        await ask(
          { statistic: 'p50' },
          { fromMs: startMs + 5 * MINUTE_MS, toMs: startMs + 6 * MINUTE_MS },
        ),
      ).toBeUndefined();
    });

    it('answers any number of queries in their order', async () => {
      const versions = Array.from({ length: 1100 }, (_, i) => String(i % 3));
      const answers = await reader.read(
        versions.map((Version) => ({
          metric: 'PredictionLatency',
          dimensions: { Model, Version },
          statistic: 'SampleCount',
        })),
        period,
      );
      expect(answers).toEqual(versions.map((version) => ({ 0: undefined, 1: 40, 2: 60 })[version]));
      expect(await reader.read([], period)).toEqual([]);
    });

    describe('in steps', () => {
      const steps = { ...period, stepMs: 2 * MINUTE_MS };
      const readSteps = async (query: Partial<MetricQuery>, within = steps) =>
        (await reader.readSeries([toQuery(query)], within))[0];
      const nothing = Array.from({ length: 4 }, () => undefined);

      it('answers one value a step, oldest first, and undefined where nothing was recorded', async () => {
        expect(await readSteps({})).toEqual([100, ...nothing]);
        expect(await readSteps({ statistic: 'Average' })).toEqual([50.5, ...nothing]);
        expect(await readSteps({}, { ...period, stepMs: MINUTE_MS })).toEqual([
          60,
          40,
          ...Array.from({ length: 8 }, () => undefined),
        ]);
        expect(await readSteps({ dimensions: { Model: 'unknown' } })).toEqual([
          undefined,
          ...nothing,
        ]);
      });

      it('leaves out what is before and behind', async () => {
        const within = { fromMs: startMs + MINUTE_MS, toMs: startMs + 3 * MINUTE_MS };
        expect(await readSteps({ statistic: 'Sum' }, { ...within, stepMs: MINUTE_MS })).toEqual([
          Array.from({ length: 40 }, (_, i) => 61 + i).reduce((a, b) => a + b),
          undefined,
        ]);
      });

      unlessGap('percentiles')('answers percentiles of each step', async () => {
        const [first = 0, second = 0] = (await readSteps(
          { statistic: 'p50' },
          { ...period, stepMs: MINUTE_MS },
        )) ?? [0];
        expect(Math.abs(first - 30)).toBeLessThanOrEqual(1);
        expect(Math.abs(second - 80)).toBeLessThanOrEqual(1);
      });

      it.each([
        ['no whole minutes', { ...period, stepMs: 90_500 }],
        ['no whole number of steps', { ...period, stepMs: 3 * MINUTE_MS }],
        ['nothing', { ...period, stepMs: 0 }],
      ])('refuses steps that are %s', async (_, within) => {
        await expect(readSteps({}, within)).rejects.toThrow(RangeError);
      });
    });
  });
}
