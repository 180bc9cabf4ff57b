import { chiSquareQuantile } from './chi-square.ts';
import { toBins, type DriftBin } from './drift-bins.ts';
import type { FeatureCounts } from './sketch.ts';

/** The distance between one feature's values of now and those of its baseline. */
export interface FeatureDrift {
  /** Population stability index: 0 where both are distributed alike. */
  readonly index: number;
  /** The mean of the index between two samples of these sizes of one distribution. */
  readonly expected: number;
  /** The index that chance exceeds in so few cases that it means something. */
  readonly threshold: number;
  readonly bins: readonly DriftBin[];
}

/** One look at one version may be wrong in so many cases, all its features together. */
export const FALSE_ALARMS = 0.01;
/**
 * The probability that the threshold is computed for, so that `FALSE_ALARMS` holds: with few values
 * in a bin the index has a heavier tail than chi-square.
 */
const LEVEL = 0.002;
/** A bin without a value counts as half of one, or its index would be infinite. */
const FLOOR = 0.5;

/**
 * If N values came before and M now in B bins, the index is (1/N + 1/M) times a chi-square of B − 1
 * degrees of freedom while nothing has changed. Where several features are watched, each gets its
 * part of the probability (Bonferroni).
 * @param features how many are watched
 * @returns undefined where all values are in one bin: nothing can be told
 */
export function measureDrift(
  baseline: FeatureCounts,
  current: FeatureCounts,
  features: number,
): FeatureDrift | undefined {
  const bins = toBins(baseline, current);
  if (bins.length < 2) return undefined;
  const before = bins.reduce((total, bin) => total + bin.baseline, 0);
  const now = bins.reduce((total, bin) => total + bin.current, 0);
  const noise = 1 / before + 1 / now;
  const degrees = bins.length - 1;
  return {
    index: bins.reduce((total, bin) => total + weigh(bin, before, now), 0),
    expected: degrees * noise,
    threshold: chiSquareQuantile(degrees, LEVEL / features) * noise,
    bins,
  };
}

/** Computes a bin's part of the index. */
function weigh(bin: DriftBin, before: number, now: number): number {
  const expected = Math.max(bin.baseline, FLOOR) / before;
  const actual = Math.max(bin.current, FLOOR) / now;
  return (actual - expected) * Math.log(actual / expected);
}
