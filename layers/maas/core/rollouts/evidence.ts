/**
 * Evidence that may be looked at whenever there is more of it, and acted on the first time that it
 * is enough: an e-process. If nothing is wrong, the chance that it ever reaches `1 / budget` is at
 * most `budget`, however often one looks (Ville's inequality). A test that is made for one look
 * (z, χ², ranks) has no such bound: looked at each minute for an hour, a z-test at 5 % condemns 28
 * of 100 versions that are equal.
 * @see https://arxiv.org/abs/2210.01948 Ramdas, Grünwald, Vovk, Shafer: Game-theoretic statistics
 */

/**
 * The bets: that something happens so many times as often as it should. The evidence is the
 * winnings of all.
 */
const RATIOS = [1.25, 1.5, 2, 3, 5, 10] as const;

/** The logarithms of what each bet has won so far; plain numbers, so that a record can keep them. */
export type Evidence = readonly number[];

export const NO_EVIDENCE: Evidence = RATIOS.map(() => 0);

/**
 * Counts something that some have and others have not: requests that failed, answers that were
 * wrong.
 */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/**
 * Whose were they? If both versions are equally good, each failure of a window is the candidate's
 * with the probability of its share of the requests, whatever the rate and however it changes from
 * window to window.
 */
export function compareShares(before: Evidence, candidate: Share, baseline: Share): Evidence {
  const requests = candidate.of + baseline.of;
  if (candidate.of === 0 || baseline.of === 0) return before;
  const equal = candidate.of / requests;
  return before.map((log, index) => {
    const weight = candidate.of * (RATIOS[index] ?? 1);
    const worse = weight / (weight + baseline.of);
    return (
      log +
      candidate.count * Math.log(worse / equal) +
      baseline.count * Math.log((1 - worse) / (1 - equal))
    );
  });
}

/** Is the rate above a limit? @param limit from above 0 to below 1 */
export function compareWithLimit(before: Evidence, { count, of }: Share, limit: number): Evidence {
  return before.map((log, index) => {
    // Half-way to certainty is the worst that a bet can be on.
    const worse = Math.min(limit * (RATIOS[index] ?? 1), (1 + limit) / 2);
    return (
      log + count * Math.log(worse / limit) + (of - count) * Math.log((1 - worse) / (1 - limit))
    );
  });
}

/** Averages the winnings where the same was bet on each of several things. */
export function meanEvidence(each: readonly Evidence[]): Evidence {
  return NO_EVIDENCE.map((_, ratio) => {
    const logs = each.map((evidence) => evidence[ratio] ?? 0);
    const greatest = Math.max(...logs);
    const sum = logs.reduce((total, log) => total + Math.exp(log - greatest), 0);
    return greatest + Math.log(sum / logs.length);
  });
}

/** Weighs evidence: the winnings over the stakes, where 1 means that nothing is known. */
export function weigh(evidence: Evidence): number {
  const greatest = Math.max(...evidence);
  const sum = evidence.reduce((total, log) => total + Math.exp(log - greatest), 0);
  return (Math.exp(greatest) * sum) / evidence.length;
}
