import {
  compareShares,
  compareWithLimit,
  meanEvidence,
  NO_EVIDENCE,
  type Share,
  weigh,
} from './evidence.ts';
import type {
  AnswerBin,
  GuardProgress,
  GuardRecord,
  Progress,
  Tally,
  WindowTally,
} from './rollout.ts';

const NOTHING: Share = { count: 0, of: 0 };
export const NO_PROGRESS: Progress = {
  total: { candidate: NOTHING, baseline: NOTHING },
  overLimit: NO_EVIDENCE,
  overBaseline: NO_EVIDENCE,
};

/** Adds a window to what is known. */
export function addWindow(
  guard: GuardRecord,
  before: GuardProgress = NO_PROGRESS,
  tally: WindowTally,
  answerBins: readonly AnswerBin[] = [],
): GuardProgress {
  return tally.bins
    ? addBins(guard, before, tally.bins, answerBins)
    : addShares(guard, before, tally);
}

function addShares(guard: GuardRecord, before: Progress, tally: Tally): Progress {
  const { candidate, baseline } = tally;
  return {
    total: addTally(before.total, tally),
    overLimit:
      guard.limit === undefined
        ? before.overLimit
        : compareWithLimit(before.overLimit, candidate, guard.limit),
    overBaseline:
      guard.compare === false
        ? before.overBaseline
        : compareShares(before.overBaseline, candidate, baseline),
  };
}

/**
 * Adds evidence on whether the versions answer alike, bin by bin: where one answer is given less
 * often, another is given more often. The same is bet on each bin, and the average winnings are
 * evidence as good as that of one: the number of bins costs nothing of the error budget.
 */
function addBins(
  guard: GuardRecord,
  before: GuardProgress,
  tallies: readonly Tally[],
  answerBins: readonly AnswerBin[],
): GuardProgress {
  const bins = tallies.map((tally, index) => {
    const limit = toBinLimit(guard, answerBins[index]?.share ?? 0);
    return addShares({ ...guard, limit }, before.bins?.[index] ?? NO_PROGRESS, tally);
  });
  const progress = {
    total: before.total,
    overLimit: meanEvidence(bins.map(({ overLimit }) => overLimit)),
    overBaseline: meanEvidence(bins.map(({ overBaseline }) => overBaseline)),
    bins,
  };
  return { ...progress, total: bins[findWorstBin(progress)]?.total ?? before.total };
}

/** @returns undefined where nothing is above it */
function toBinLimit({ limit }: GuardRecord, share: number): number | undefined {
  return limit === undefined || share + limit >= 1 ? undefined : share + limit;
}

/** The place of the bin that stands out most; -1 where there are none. */
export function findWorstBin({ bins = [] }: GuardProgress): number {
  const evidence = bins.map(({ overLimit, overBaseline }) =>
    Math.max(weigh(overLimit), weigh(overBaseline)),
  );
  return evidence.indexOf(Math.max(...evidence));
}

export function addTally(a: Tally, b: Tally): Tally {
  return { candidate: add(a.candidate, b.candidate), baseline: add(a.baseline, b.baseline) };
}

function add(a: Share, b: Share): Share {
  return { count: a.count + b.count, of: a.of + b.of };
}
