import { LIMITS } from '../../contract/limits.ts';
import { calibrateBins, type BinTally } from './isotonic.ts';
import { isRight, type Outcome } from './outcome.ts';
import { findScoreBin, SCORE_BINS } from './score-bins.ts';

/** The accuracy that predictions seem to have whose truth is not known. */
export interface EstimatedAccuracy {
  readonly accuracy: number;
  /**
   * The interval's lower end: it holds the truth in 95 of 100 cases while scores mean what they
   * meant.
   */
  readonly from: number;
  readonly to: number;
  /** Answers whose scores were counted. */
  readonly predictions: number;
  /** Answers whose truth says what a score is worth. */
  readonly truths: number;
}

/** 97.5 % of a normal distribution lie below so many standard deviations. */
const Z = 1.96;

/**
 * Confidence-based performance estimation: what the scores of a period promise, each score taken
 * for what it was worth where the truth is known. It holds while that is the same, whatever inputs
 * come (covariate shift), and misleads where inputs come to mean something else (concept shift).
 * https://arxiv.org/abs/2401.08348
 * @param counts scores of the period, by bin
 * @param outcomes of the same version; those without a score say nothing
 * @returns undefined where there are too few truths, or no scores
 */
export function estimateAccuracy(
  counts: readonly number[],
  outcomes: readonly Outcome[],
): EstimatedAccuracy | undefined {
  const tallies = tally(outcomes);
  const truths = sum(tallies.map((bin) => bin.truths));
  const predictions = sum(counts);
  const expected = calibrateBins(tallies);
  if (!expected || truths < LIMITS.estimateTruths || predictions === 0) return undefined;
  const weights = counts.map((count) => count / predictions);
  const accuracy = sum(weights.map((weight, bin) => weight * (expected[bin] ?? 0)));
  const margin = Z * Math.sqrt(findVariance(weights, tallies, predictions));
  return {
    accuracy,
    from: Math.max(0, accuracy - margin),
    to: Math.min(1, accuracy + margin),
    predictions,
    truths,
  };
}

/** Tells whether an outcome says what its score is worth. */
export function isScored(outcome: Outcome): boolean {
  return outcome.kind === 'labels' && outcome.score !== undefined;
}

function tally(outcomes: readonly Outcome[]): BinTally[] {
  const bins = Array.from({ length: SCORE_BINS }, () => ({ truths: 0, right: 0 }));
  for (const outcome of outcomes) {
    if (outcome.kind !== 'labels' || outcome.score === undefined) continue;
    const bin = bins[findScoreBin(outcome.score)];
    if (!bin) continue;
    bin.truths++;
    bin.right += isRight(outcome) ? 1 : 0;
  }
  return bins;
}

/**
 * Computes the estimate's error: what a bin is worth is known from its truths alone, and the
 * answers of the period are a draw by themselves. One right and one wrong answer are added to each
 * bin, so that one which has seen few of them claims little.
 */
function findVariance(
  weights: readonly number[],
  tallies: readonly BinTally[],
  predictions: number,
): number {
  return sum(
    weights.map((weight, bin) => {
      const { truths = 0, right = 0 } = tallies[bin] ?? {};
      const share = (right + 1) / (truths + 2);
      const spread = share * (1 - share);
      return (weight ** 2 * spread) / Math.max(1, truths) + (weight * spread) / predictions;
    }),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
