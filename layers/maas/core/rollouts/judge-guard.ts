import { type Share, weigh } from './evidence.ts';
import { toInterval } from './interval.ts';
import type { AnswerBin, GuardName, GuardProgress, GuardRecord, Verdict } from './rollout.ts';

/**
 * At most so many of 100 roll-outs of a candidate that is as good as its baseline go back: over all
 * guards and however often they are looked at.
 */
const ERROR_BUDGET = 0.01;

const WORDS: Readonly<Record<GuardName, string>> = {
  errorRate: 'requests failed',
  latency: 'answers were slow',
  accuracy: 'answers were wrong',
  drift: 'answers stood out',
  agreement: 'inputs were answered otherwise',
};

interface Judging {
  /** Tests in all, that share the error budget. */
  readonly tests: number;
  /** Below which a guard does not say GOOD. */
  readonly minRequests: number;
  /** The bin that stands out most; for drift alone. */
  readonly bin?: AnswerBin | undefined;
}

export function judgeGuard(
  name: GuardName,
  guard: GuardRecord,
  progress: GuardProgress,
  { tests, minRequests, bin }: Judging,
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
  const seen = describeShare(name, candidate, bin);
  const reference =
    guard.limit !== undefined && (guard.compare === false || limit >= comparison)
      ? `the limit is ${toPercent(guard.limit + (bin?.share ?? 0))}`
      : `the baseline has ${baselineEstimate === null ? 'none' : toPercent(baselineEstimate)}`;
  return {
    guard: name,
    verdict: isBad ? 'BAD' : isGood ? 'GOOD' : 'INCONCLUSIVE',
    n: Math.floor(candidate.of),
    estimate,
    interval: toInterval(candidate),
    baselineEstimate,
    evidence,
    enough,
    why: isBad || isGood ? `${seen}; ${reference}` : `${seen}; ${minRequests} are needed`,
    dryRun: guard.dryRun ?? false,
  };
}

/**
 * Counts the tests that share the budget: each guard's against its limit, and against the baseline.
 */
export function countTests(guards: readonly GuardRecord[]): number {
  return guards.reduce(
    (sum, { limit, compare }) => sum + Number(limit !== undefined) + Number(compare !== false),
    0,
  );
}

/** `12 of 100 requests failed (12 %)` */
export function describeShare(name: GuardName, { count, of }: Share, bin?: AnswerBin): string {
  const words = bin ? `answers were ${bin.name}` : WORDS[name];
  const share = toPercent(of === 0 ? 0 : count / of);
  return `${Math.round(count)} of ${Math.round(of)} ${words} (${share})`;
}

export function toPercent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
