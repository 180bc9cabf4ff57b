import { LIMITS } from '../../contract/limits.ts';
import { isRight, type Outcome } from './outcome.ts';

/** The accuracy of one label. */
export interface LabelAccuracy {
  /** Which of several labels, where a prediction answers more than one. */
  readonly name?: string;
  readonly label: string;
  /** Predictions for which it is true, for which it was answered, and both. */
  readonly truths: number;
  readonly predicted: number;
  readonly correct: number;
  /** null where it was never answered, and never true. */
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

export interface ConfusionCount {
  readonly name?: string;
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
}

/** Predictions whose score is above `from`, and at most `to`. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly predictions: number;
  /** The share that the scores promise, and the share that was right; null where there are none. */
  readonly expected: number | null;
  readonly seen: number | null;
}

export interface ValueAccuracy {
  readonly name: string;
  readonly truths: number;
  readonly meanAbsoluteError: number;
  readonly meanSquaredError: number;
}

export interface Accuracy {
  /** Predictions whose truth has come. */
  readonly truths: number;
  /** The share of them that was right, all labels of a prediction together; null without labels. */
  readonly accuracy: number | null;
  readonly labels: readonly LabelAccuracy[];
  readonly confusion: readonly ConfusionCount[];
  /** Empty where no score came with a label. */
  readonly calibration: readonly CalibrationBin[];
  readonly values: readonly ValueAccuracy[];
}

const BINS = 10;
/** As NumPy's linspace makes them, so that no score falls on the other side. */
const EDGES = Array.from({ length: BINS + 1 }, (_, edge) => edge * (1 / BINS));

export function summariseAccuracy(outcomes: readonly Outcome[]): Accuracy {
  const labelled = outcomes.filter(({ kind }) => kind === 'labels');
  const confusion = countConfusion(outcomes);
  return {
    truths: outcomes.length,
    accuracy: divide(labelled.filter(isRight).length, labelled.length),
    labels: toLabels(confusion).slice(0, LIMITS.reportedLabels),
    confusion: confusion.slice(0, LIMITS.reportedLabels),
    calibration: calibrate(outcomes),
    values: summariseValues(outcomes),
  };
}

/** The most frequent first. */
function countConfusion(outcomes: readonly Outcome[]): ConfusionCount[] {
  const counts = new Map<string, ConfusionCount>();
  for (const { kind, pairs } of outcomes) {
    if (kind !== 'labels') continue;
    for (const [name, predicted, truth] of pairs) {
      const key = JSON.stringify([name, predicted, truth]);
      const count = (counts.get(key)?.count ?? 0) + 1;
      counts.set(key, { ...toName(name), truth, predicted, count });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || compare(a, b));
}

function toLabels(confusion: readonly ConfusionCount[]): LabelAccuracy[] {
  const labels = new Map<
    string,
    { name: string; label: string; truths: number; predicted: number; correct: number }
  >();
  const add = (name: string, label: string, field: 'truths' | 'predicted', count: number): void => {
    const key = JSON.stringify([name, label]);
    const tally = labels.get(key) ?? { name, label, truths: 0, predicted: 0, correct: 0 };
    tally[field] += count;
    labels.set(key, tally);
  };
  for (const { name = '', truth, predicted, count } of confusion) {
    add(name, truth, 'truths', count);
    add(name, predicted, 'predicted', count);
    if (truth !== predicted) continue;
    const tally = labels.get(JSON.stringify([name, truth]));
    if (tally) tally.correct += count;
  }
  return [...labels.values()]
    .sort((a, b) => b.truths - a.truths || compare(a, b))
    .map(({ name, ...tally }) => ({
      ...toName(name),
      ...tally,
      precision: divide(tally.correct, tally.predicted),
      recall: divide(tally.correct, tally.truths),
      f1: divide(2 * tally.correct, tally.predicted + tally.truths),
    }));
}

function calibrate(outcomes: readonly Outcome[]): CalibrationBin[] {
  const bins = Array.from({ length: BINS }, () => ({ predictions: 0, scores: 0, right: 0 }));
  for (const outcome of outcomes) {
    if (outcome.kind !== 'labels' || outcome.score === undefined) continue;
    const { score } = outcome;
    const bin = bins[EDGES.slice(1, BINS).filter((edge) => edge < score).length];
    if (!bin) continue;
    bin.predictions++;
    bin.scores += score;
    bin.right += isRight(outcome) ? 1 : 0;
  }
  if (bins.every(({ predictions }) => predictions === 0)) return [];
  return bins.map(({ predictions, scores, right }, index) => ({
    from: index / BINS,
    to: (index + 1) / BINS,
    predictions,
    expected: divide(scores, predictions),
    seen: divide(right, predictions),
  }));
}

function summariseValues(outcomes: readonly Outcome[]): ValueAccuracy[] {
  const sums = new Map<string, { truths: number; absolute: number; squared: number }>();
  for (const { kind, pairs } of outcomes) {
    if (kind !== 'values') continue;
    for (const [name, predicted, truth] of pairs) {
      const sum = sums.get(name) ?? { truths: 0, absolute: 0, squared: 0 };
      sum.truths++;
      sum.absolute += Math.abs(predicted - truth);
      sum.squared += (predicted - truth) ** 2;
      sums.set(name, sum);
    }
  }
  return [...sums].map(([name, { truths, absolute, squared }]) => ({
    name,
    truths,
    meanAbsoluteError: absolute / truths,
    meanSquaredError: squared / truths,
  }));
}

function divide(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function toName(name: string): { readonly name?: string } {
  return name === '' ? {} : { name };
}

function compare(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
