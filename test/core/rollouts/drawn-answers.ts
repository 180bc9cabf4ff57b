import type { AnswerBin, WindowTally } from '../../../layers/maas/core/rollouts/rollout.ts';

export type Shares = readonly number[];

/** The shares of the labels before. */
export const KNOWN: Shares = [0.6, 0.3, 0.08, 0.02];
const LABELS = ['a', 'b', 'c', '(other)'];

export const ANSWER_BINS: readonly AnswerBin[] = KNOWN.map((share, index) => ({
  name: `output.label ${LABELS[index] ?? ''}`,
  feature: 'output.label',
  label: LABELS[index] ?? '',
  share,
}));

export interface Answering {
  readonly shares: Shares;
  readonly answers: number;
}

/** Draws the answers of two versions in a minute by their shares. */
export function drawAnswers(
  versions: { readonly candidate: Answering; readonly baseline: Answering },
  random: () => number,
): WindowTally {
  const none = { count: 0, of: 0 };
  const candidate = draw(versions.candidate, random);
  const baseline = draw(versions.baseline, random);
  const bins = ANSWER_BINS.map((_, index) => ({
    candidate: { count: candidate[index] ?? 0, of: versions.candidate.answers },
    baseline: { count: baseline[index] ?? 0, of: versions.baseline.answers },
  }));
  return { candidate: none, baseline: none, bins };
}

function draw({ shares, answers }: Answering, random: () => number): number[] {
  const counts = shares.map(() => 0);
  for (let each = 0; each < answers; each++) {
    let left = random();
    const at = shares.findIndex((share) => (left -= share) < 0);
    const index = at < 0 ? shares.length - 1 : at;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}
