import type { AnswerBin } from '../rollouts/rollout.ts';
import { MISSING, OTHER, sum, type FeatureCounts, type Sketch } from './sketch.ts';
import { toLowerEdge } from './value-bucket.ts';

/** Begins the features that a version answers; those that it was asked are none of its doing. */
const ANSWERS = 'output.';
/** A version that was trained anew has scores of its own, whatever it answers. */
const SCORE = 'output.score';
/** Outputs that are looked at, and bins of each. */
const MOST_OUTPUTS = 4;
const MOST_BINS = 10;

type UnnamedBin = Omit<AnswerBin, 'name'>;

/** Counts in which what both versions answer is compared, of what the baseline answered before. */
export function toAnswerBins(features: Sketch): AnswerBin[] {
  return Object.entries(features)
    .filter(([feature]) => feature.startsWith(ANSWERS) && feature !== SCORE)
    .slice(0, MOST_OUTPUTS)
    .flatMap(([feature, { kind, counts }]) =>
      kind === 'label' ? toLabels(feature, counts) : toNumbers(feature, counts),
    )
    .map((bin) => ({ ...bin, name: nameBin(bin) }));
}

/** The most frequent ones each for itself, and all others. */
function toLabels(feature: string, counts: FeatureCounts['counts']): UnnamedBin[] {
  const all = sum(Object.values(counts));
  const frequent = Object.entries(counts)
    .filter(([label]) => label !== OTHER)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_BINS - 1)
    .map(([label, count]) => ({ feature, label, share: count / all }));
  const rest = 1 - frequent.reduce((total, { share }) => total + share, 0);
  return [...frequent, { feature, label: OTHER, share: Math.max(0, rest) }];
}

/** Tenths of what was answered, as far as buckets tell them apart, and what is no number. */
function toNumbers(feature: string, counts: FeatureCounts['counts']): UnnamedBin[] {
  const all = sum(Object.values(counts));
  const ordered = Object.entries(counts)
    .filter(([bucket]) => bucket !== MISSING)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([a], [b]) => a - b);
  const bins: { from: number; share: number }[] = [];
  for (const [bucket, count] of ordered) {
    const last = bins.at(-1);
    if (last && last.share < 1 / MOST_BINS) last.share += count / all;
    else bins.push({ from: bucket, share: count / all });
  }
  const numbers = bins.map(({ from, share }, index) => {
    const next = bins[index + 1]?.from;
    return { feature, ...(index > 0 && { from }), ...(next !== undefined && { to: next }), share };
  });
  const missing = { feature, label: MISSING, share: (counts[MISSING] ?? 0) / all };
  return [...numbers, missing];
}

/** Counts a version's answers in each bin, and those of the bin's feature in all. */
export function countAnswers(
  bins: readonly AnswerBin[],
  features: Sketch,
): { readonly count: number; readonly of: number }[] {
  const labels = Map.groupBy(bins, ({ feature }) => feature);
  return bins.map((bin) => {
    const { counts = {} } = features[bin.feature] ?? {};
    const known = (labels.get(bin.feature) ?? []).flatMap(({ label }) => label ?? []);
    const inside = Object.entries(counts).filter(([key]) => isInside(bin, key, known));
    return { count: sum(inside.map(([, count]) => count)), of: sum(Object.values(counts)) };
  });
}

function isInside({ label, from, to }: AnswerBin, key: string, known: readonly string[]): boolean {
  if (label === OTHER) return key === OTHER || !known.includes(key);
  if (label !== undefined) return key === label;
  if (key === MISSING) return false;
  return Number(key) >= (from ?? -Infinity) && Number(key) < (to ?? Infinity);
}

/** `output.label churn`, `output.price from 3 to 12.5` */
function nameBin({ feature, label, from, to }: UnnamedBin): string {
  if (label !== undefined) return `${feature} ${label}`;
  if (from === undefined) return to === undefined ? feature : `${feature} below ${toEdge(to)}`;
  const above = `${feature} from ${toEdge(from)}`;
  return to === undefined ? `${above} on` : `${above} to ${toEdge(to)}`;
}

function toEdge(bucket: number): string {
  return String(Number(toLowerEdge(bucket).toPrecision(4)));
}
