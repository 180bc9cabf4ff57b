import { toJsonNumber } from '../task/floats.ts';
import type { Label, TaskRecord } from '../task/task.ts';

export interface ScoredLabel {
  readonly label: Label;
  readonly score: number | null;
}

/** The first of the greatest scores. */
export function findBest(scores: readonly number[]): number {
  return scores.reduce((best, score, index) => (score > (scores[best] ?? NaN) ? index : best), 0);
}

/** A class without a name is called as `transformers` calls it. */
export function toLabel(labels: readonly Label[] | undefined, index: number): Label {
  return labels?.[index] ?? `LABEL_${index}`;
}

/**
 * A number per class, `score:<class>`. Where classes have one name, as two of ImageNet's are
 * "crane", it is the best of theirs, as `score` is.
 */
export function nameScores(
  scores: readonly number[],
  labels: readonly Label[] | undefined,
): TaskRecord {
  const record: Record<string, number | null> = {};
  for (const [index, score] of scores.entries()) {
    const name = `score:${toLabel(labels, index)}`;
    if (!((record[name] ?? -Infinity) >= score)) record[name] = toJsonNumber(score);
  }
  return record;
}

/**
 * A classifier's answer for one input: a score per class, and the label where the model names one
 * itself.
 */
export interface Classified {
  readonly scores: readonly number[];
  readonly label?: Label | bigint;
}

/** One record of ours: the label, its score and, where asked for, that of every class. */
export function toRecord(
  { scores, label }: Classified,
  labels: readonly Label[] | undefined,
  withScores: boolean,
): TaskRecord {
  const best = findBest(scores);
  return {
    label: label ?? toLabel(labels, best),
    score: toJsonNumber(scores[best] ?? NaN),
    ...(withScores ? nameScores(scores, labels) : {}),
  };
}

/** The confidences behind the labels. */
export function bestScores(rows: readonly Classified[]): number[] {
  return rows.map(({ scores }) => scores[findBest(scores)] ?? NaN).filter(Number.isFinite);
}
