import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CostEstimate, estimateCost } from '../../layers/maas/contract/estimate-cost.ts';
import { PRICES } from '../../layers/maas/contract/prices.ts';

/** The demo model's, in docs/deploy.md. */
const DEMO = { predictions: 1_000_000, milliseconds: 10, responseBytes: 54 };
const burst = estimateCost({ ...DEMO, callsPerSecond: 100 });
const even = estimateCost(DEMO);
const line = ({ use }: CostEstimate, what: string): string =>
  use.find((each) => each.what === what)?.dollars.toFixed(2) ?? 'absent';

describe('a million predictions of the demo model', () => {
  it.each([
    ['API Gateway', '3.50', '3.50'],
    ['Lambda, calls', '0.20', '0.20'],
    ['Lambda, time', '0.29', '0.29'],
    ['logs', '0.69', '0.69'],
    ['access log', '0.15', '0.15'],
    ['traces', '0.30', '5.00'],
    ['reads of records', '0.01', '0.80'],
    ['data out', '0.00', '0.00'],
  ])(
    'costs for %s %s in a burst and %s over a month, as docs/deploy.md says',
    (what, once, spread) => {
      expect([line(burst, what), line(even, what)]).toEqual([once, spread]);
      const document = readFileSync(
        path.resolve(import.meta.dirname, '../../docs/deploy.md'),
        'utf8',
      );
      expect(document).toMatch(
        new RegExp(`^\\| ${what}.* \\| ${once} \\| (up to )?${spread} \\|$`, 'm'),
      );
    },
  );
});

describe('an estimate', () => {
  it('is what stands idle and nothing else when there is no call', () => {
    const idle = estimateCost({ ...DEMO, predictions: 0 });
    expect(idle.useDollars).toBe(0);
    expect(idle.totalDollars).toBe(idle.idleDollars);
  });

  it('grows with answers, memory and models, and falls with arm64', () => {
    const time = (input: object): number =>
      estimateCost({ ...DEMO, ...input }).use.find(({ what }) => what === 'Lambda, time')
        ?.dollars ?? 0;
    expect(time({ memoryMb: 3538 })).toBeCloseTo(2 * time({}), 10);
    expect(time({ architecture: 'arm64' })).toBeLessThan(time({}));
    expect(line(estimateCost({ ...DEMO, responseBytes: 8000 }), 'data out')).toBe('0.72');
    expect(line(estimateCost({ ...DEMO, responseBytes: 10_000_001 }), 'API Gateway')).toBe('7.00');
    const [one, two] = [1, 2].map((models) => estimateCost({ ...DEMO, models }).useDollars);
    expect((two ?? 0) - (one ?? 0)).toBeGreaterThan(PRICES.metricPerMonth);
  });

  it('stands beside an instance that never sleeps, which costs the same for no call', () => {
    const none = estimateCost({ ...DEMO, predictions: 0 });
    expect(none.instead.sageMakerServerless).toBe(0);
    expect(none.instead.sageMakerInstance.toFixed(2)).toBe('83.95');
  });

  it('is of prices that have a day', () => {
    expect(PRICES.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});
