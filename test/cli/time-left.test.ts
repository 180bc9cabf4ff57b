import { describe, expect, it } from '@jest/globals';
import { formatDuration, TimeLeft } from '../../cli/output/time-left.ts';

const TOTAL = 300e6;

describe('TimeLeft', () => {
  it('says nothing while little has come: the first bytes wait for a connection', () => {
    const left = new TimeLeft();
    expect(left.estimate(0, TOTAL, 0)).toBeUndefined();
    expect(left.estimate(65_536, TOTAL, 3000)).toBeUndefined();
    expect(left.estimate(30e6, TOTAL, 2999)).toBeUndefined();
  });

  it('goes by the rate once that has been measured', () => {
    const left = new TimeLeft();
    left.estimate(0, TOTAL, 1000);
    expect(left.estimate(30e6, TOTAL, 5000)).toBe(36_000);
    expect(left.estimate(150e6, TOTAL, 21_000)).toBe(20_000);
    expect(left.estimate(TOTAL, TOTAL, 41_000)).toBeUndefined();
  });

  it('does not count what an earlier attempt has sent', () => {
    const left = new TimeLeft();
    left.estimate(200e6, TOTAL, 0);
    expect(left.estimate(210e6, TOTAL, 5000)).toBe(45_000);
  });

  it('says nothing where nothing moves', () => {
    const left = new TimeLeft();
    left.estimate(5, 0, 0);
    expect(left.estimate(5, 0, 60_000)).toBeUndefined();
    expect(left.estimate(5, 10, 60_000)).toBeUndefined();
  });
});

it.each([
  [400, '1 s'],
  [40_000, '40 s'],
  [119_001, '2 min'],
  [300_000, '5 min'],
  [10_800_000, '3 h'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
