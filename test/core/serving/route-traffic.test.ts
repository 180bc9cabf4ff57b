import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  heaviest,
  routeTraffic,
  stickyDraw,
  type Draw,
} from '../../../layers/maas/core/serving/route-traffic.ts';

const DRAWS = 100_000;

/** The same numbers in every run of the tests. @see https://en.wikipedia.org/wiki/Xorshift */
function seededRandom(): () => number {
  let state = 20_261_129;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const toRoutes = (...weights: number[]): { version: number; weight: number }[] =>
  weights.map((weight, index) => ({ version: index + 1, weight }));

describe('routeTraffic', () => {
  const random = seededRandom();
  const kinds: [string, (call: number) => Draw][] = [
    ['random', () => random],
    ['sticky', (call) => stickyDraw('m/live', `session-${call}`)],
  ];

  it.each(
    kinds.flatMap(([kind, toDraw]) =>
      [
        [99.9, 0.1],
        [0.2, 0.3, 0.5],
      ].map((weights) => [kind, weights, toDraw] as const),
    ),
  )(
    'gives each version its share within 4 standard errors when draws are %s and weights %j',
    (_, weights, toDraw) => {
      const counts = weights.map(() => 0);
      for (let call = 0; call < DRAWS; call++) {
        const version = routeTraffic(toRoutes(...weights), toDraw(call)) ?? 0;
        counts[version - 1] = (counts[version - 1] ?? 0) + 1;
      }
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (const [index, weight] of weights.entries()) {
        const share = weight / total;
        const standardError = Math.sqrt((share * (1 - share)) / DRAWS);
        const off = Math.abs((counts[index] ?? 0) / DRAWS - share);
        expect(off).toBeLessThanOrEqual(4 * standardError);
      }
    },
  );

  it('moves nobody back when a version gets 10, then 50, then 100 percent', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `session-${index}`);
    const [early, half, all] = [10, 50, 100].map(
      (percent) =>
        new Set(
          keys.filter(
            (key) =>
              routeTraffic(toRoutes(100 - percent, percent), stickyDraw('m/live', key)) === 2,
          ),
        ),
    );
    expect(early?.size).toBeGreaterThan(0);
    expect([...(early ?? [])].filter((key) => half?.has(key) !== true)).toEqual([]);
    expect(all?.size).toBe(keys.length);
  });

  it('moves callers only to the version whose weight grows, whatever the other routes are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 6 }),
        fc.nat(5),
        fc.integer({ min: 1, max: 100 }),
        fc.string(),
        (weights, at, more, key) => {
          const grown = weights.map((weight, index) => (index === at ? weight + more : weight));
          const draw = stickyDraw('m/live', key);
          const before = routeTraffic(toRoutes(...weights), draw);
          const after = routeTraffic(toRoutes(...grown), draw);
          expect([before, at + 1]).toContain(after);
        },
      ),
    );
  });

  it('picks the same version when the routes stand in another order', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const routes = toRoutes(3, 5, 2);
        const draw = stickyDraw('m/live', key);
        expect(routeTraffic(routes.toReversed(), draw)).toBe(routeTraffic(routes, draw));
      }),
    );
  });

  it('takes other callers first at another alias', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `session-${index}`);
    const isEarly = (salt: string, key: string): boolean =>
      routeTraffic(toRoutes(90, 10), stickyDraw(salt, key)) === 2;
    const both = keys.filter((key) => isEarly('m/live', key) && isEarly('m/beta', key)).length;
    // A tenth of a tenth, and not a tenth.
    expect(both).toBeLessThan(150);
    expect(both).toBeGreaterThan(50);
  });

  it.each([
    ['one version', toRoutes(1), 1],
    ['one version, whatever its weight', toRoutes(0), 1],
    ['no weight but on one', toRoutes(0, 0, 7), 3],
    ['no route', [], undefined],
    ['no weight at all', toRoutes(0, 0), undefined],
  ])('picks what there is when there is %s', (_, routes, version) => {
    for (const number of [0, 0.5, 1 - Number.EPSILON]) {
      expect(routeTraffic(routes, () => number)).toBe(version);
    }
  });

  it('picks the version with the most traffic where an alias is described', () => {
    expect(routeTraffic(toRoutes(10, 60, 30), heaviest)).toBe(2);
  });
});
