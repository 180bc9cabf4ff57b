import { describe, expect, it } from '@jest/globals';
import { chiSquareQuantile } from '../../../layers/maas/core/drift/chi-square.ts';
import {
  FALSE_ALARMS,
  measureDrift,
} from '../../../layers/maas/core/drift/population-stability.ts';
import type { FeatureCounts } from '../../../layers/maas/core/drift/sketch.ts';
import { toBucket, toLowerEdge } from '../../../layers/maas/core/drift/value-bucket.ts';
import { createRandom } from '../../support/create-random.ts';

type Draw = (random: () => number) => string;
const number = (value: number): string => String(toBucket(value));
const gauss = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const KINDS: Readonly<Record<string, readonly [FeatureCounts['kind'], Draw]>> = {
  'normal numbers': ['number', (random) => number(gauss(random))],
  'numbers over decades': ['number', (random) => number(Math.exp(2 * gauss(random)))],
  'four whole numbers': ['number', (random) => number(Math.floor(random() * 4))],
  'a label of one in 20': ['label', (random) => (random() < 0.05 ? 'a' : 'b')],
  'twenty labels': ['label', (random) => `l${Math.floor(random() * 20)}`],
  'labels of all frequencies': ['label', (random) => `z${Math.floor(100 ** random())}`],
};

function draw(
  [kind, next]: readonly [FeatureCounts['kind'], Draw],
  count: number,
  random: () => number,
): FeatureCounts {
  const counts: Record<string, number> = {};
  for (let index = 0; index < count; index++) {
    const key = next(random);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return { kind, counts };
}

describe('measureDrift', () => {
  it.each([
    [30, 30, 600],
    [30, 500, 300],
    [100, 500, 200],
    [500, 1000, 60],
  ])('exceeds its threshold in at most 1 of 100 equal cases at %i against %i', (n, m, runs) => {
    const random = createRandom(n * 7 + m);
    for (const [name, kind] of Object.entries(KINDS)) {
      let exceeded = 0;
      for (let run = 0; run < runs; run++) {
        const drift = measureDrift(draw(kind, n, random), draw(kind, m, random), 1);
        if (drift && drift.index > drift.threshold) exceeded++;
      }
      // A share of 1 % has at most so many in these runs, in 999 of 1,000 cases.
      const most = runs * FALSE_ALARMS + 3.1 * Math.sqrt(runs * FALSE_ALARMS * (1 - FALSE_ALARMS));
      expect([name, exceeded <= most]).toEqual([name, true]);
    }
  });

  it('is on average what it says that it is, where nothing has changed', () => {
    const random = createRandom(5);
    const kind = KINDS['normal numbers'] ?? ['number', () => '0'];
    const runs = Array.from({ length: 100 }, () =>
      measureDrift(draw(kind, 500, random), draw(kind, 500, random), 1),
    );
    const mean = runs.reduce((total, run) => total + (run?.index ?? 0), 0) / runs.length;
    expect(mean / (runs[0]?.expected ?? 0)).toBeCloseTo(1, 0.5);
  });

  it.each([
    ['by one deviation', 60, (random: () => number) => number(gauss(random) + 1)],
    ['by half of one', 1000, (random: () => number) => number(gauss(random) + 0.5)],
    ['to twice the spread', 300, (random: () => number) => number(2 * gauss(random))],
    ['to one value', 60, () => number(0)],
    ['to what is missing', 60, () => 'missing'],
  ])('is above its threshold when numbers move %s', (_, count, moved: Draw) => {
    const random = createRandom(9);
    const before = draw(['number', (next) => number(gauss(next))], 500, random);
    const drift = measureDrift(before, draw(['number', moved], count, random), 10);
    expect((drift?.index ?? 0) / (drift?.threshold ?? 1)).toBeGreaterThan(1);
  });

  it('sees a label that was never there before, and shows which it is', () => {
    const before = { kind: 'label', counts: { good: 500 } } as const;
    const now = { kind: 'label', counts: { good: 60, new: 40 } } as const;
    const drift = measureDrift(before, now, 5);
    expect((drift?.index ?? 0) > (drift?.threshold ?? 9)).toBe(true);
    expect(drift?.bins).toContainEqual({ name: 'new', baseline: 0, current: 40 });
  });

  it('says nothing of a feature that never changes', () => {
    const same = { kind: 'number', counts: { [number(1)]: 600 } } as const;
    expect(measureDrift(same, same, 1)).toBeUndefined();
  });
});

describe('chiSquareQuantile', () => {
  // scipy.stats.chi2.isf
  it.each([
    [1, 0.01, 6.6349],
    [1, 0.0002, 13.8311],
    [9, 0.01, 21.666],
    [9, 0.0002, 32.4615],
    [4, 0.001, 18.4668],
  ])('is right, or a little high, for %i degrees and %f', (degrees, exceedance, expected) => {
    expect(chiSquareQuantile(degrees, exceedance) / expected).toBeGreaterThan(0.98);
    expect(chiSquareQuantile(degrees, exceedance) / expected).toBeLessThan(1.07);
  });
});

describe('a bucket', () => {
  it.each([0, 1e-30, 0.5, 1, 7.25, 2026, 1e30, -1e-30, -1, -2026])(
    'begins at or below %f',
    (value) => {
      const bucket = toBucket(value);
      expect(toLowerEdge(bucket)).toBeLessThanOrEqual(value);
      expect(toLowerEdge(bucket + 1)).toBeGreaterThanOrEqual(value);
      expect(toLowerEdge(bucket + 1) - toLowerEdge(bucket)).toBeLessThanOrEqual(
        Math.max(1e-30, Math.abs(value) * 0.016),
      );
    },
  );

  it('grows with its numbers', () => {
    const numbers = [-5, -1, -0.1, 0, 0.1, 1, 5];
    const buckets = numbers.map(toBucket);
    expect([...buckets].sort((a, b) => a - b)).toEqual(buckets);
  });
});
