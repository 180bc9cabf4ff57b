import type { Statistic } from '../ports/metrics.ts';

/**
 * Upper ends of the bins in which scores are counted for an estimate: finer where most scores of a
 * good model are, as 0.96 and 0.999 promise very different things.
 */
const ENDS = [
  0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.97, 0.98,
  0.99, 0.995, 0.998, 1,
] as const;

export const SCORE_BINS = ENDS.length;

/** The bin of a score: each has its upper end, and not its lower one. */
export function findScoreBin(score: number): number {
  const bin = ENDS.findIndex((end) => score <= end);
  return bin < 0 ? SCORE_BINS - 1 : bin;
}

/** CloudWatch's count of the values in each bin, its bounds as above. */
export const SCORE_COUNTS: readonly Statistic[] = ENDS.map(
  (end, bin): Statistic =>
    `TC(${bin === 0 ? '' : (ENDS[bin - 1] ?? '')}:${bin === SCORE_BINS - 1 ? '' : end})`,
);
