import { compareShares, compareWithLimit, NO_EVIDENCE, type Share, weigh } from './evidence.ts';
import { toInterval } from './interval.ts';
import type { GuardName, GuardProgress, GuardRecord, Tally, Verdict } from './rollout.ts';

/**
 * At most so many of 100 roll-outs of a candidate that is as good as its baseline go back: over all
 * guards and however often they are looked at.
 */
const ERROR_BUDGET = 0.01;

const NOTHING: Share = { count: 0, of: 0 };
export const NO_PROGRESS: GuardProgress = {
  total: { candidate: NOTHING, baseline: NOTHING },
  overLimit: NO_EVIDENCE,
  overBaseline: NO_EVIDENCE,
};

const WORDS: Readonly<Record<GuardName, string>> = {
  errorRate: 'requests failed',
  latency: 'answers were slow',
  accuracy: 'answers were wrong',
  agreement: 'inputs were answered otherwise',
};

/** What a window adds to what is known. */
export function addWindow(
  guard: GuardRecord,
  before: GuardProgress = NO_PROGRESS,
  tally: Tally,
): GuardProgress {
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
 * @param tests in all, that share the error budget
 * @param minRequests below which a guard does not say GOOD
 */
export function judgeGuard(
  name: GuardName,
  guard: GuardRecord,
  progress: GuardProgress,
  { tests, minRequests }: { readonly tests: number; readonly minRequests: number },
): Verdict {
  const { candidate, baseline } = progress.total;
  const enough = tests / ERROR_BUDGET;
  const limit = weigh(progress.overLimit);
  const comparison = weigh(progress.overBaseline);
  const evidence = Math.max(limit, comparison);
  const estimate = candidate.of === 0 ? 0 : candidate.count / candidate.of;
  const baselineEstimate = baseline.of === 0 ? null : baseline.count / baseline.of;
  const isBad = evidence >= enough;
  const isGood = !isBad && candidate.of >= minRequests;
  const seen = describeShare(name, candidate);
  const reference =
    guard.limit !== undefined && (guard.compare === false || limit >= comparison)
      ? `the limit is ${toPercent(guard.limit)}`
      : `the baseline has ${baselineEstimate === null ? 'none' : toPercent(baselineEstimate)}`;
  return {
    guard: name,
    verdict: isBad ? 'BAD' : isGood ? 'GOOD' : 'INCONCLUSIVE',
    n: candidate.of,
    estimate,
    interval: toInterval(candidate),
    baselineEstimate,
    evidence,
    enough,
    why: isBad || isGood ? `${seen}; ${reference}` : `${seen}; ${minRequests} are needed`,
    dryRun: guard.dryRun ?? false,
  };
}

/** How many tests share the budget: one against the limit and one against the baseline each. */
export function countTests(guards: readonly GuardRecord[]): number {
  return guards.reduce(
    (sum, { limit, compare }) => sum + Number(limit !== undefined) + Number(compare !== false),
    0,
  );
}

export function addTally(a: Tally, b: Tally): Tally {
  return { candidate: add(a.candidate, b.candidate), baseline: add(a.baseline, b.baseline) };
}

function add(a: Share, b: Share): Share {
  return { count: a.count + b.count, of: a.of + b.of };
}

/** `12 of 100 requests failed (12 %)` */
export function describeShare(name: GuardName, { count, of }: Share): string {
  return `${count} of ${of} ${WORDS[name]} (${toPercent(of === 0 ? 0 : count / of)})`;
}

export function toPercent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
