import { toJsonNumber } from './floats.ts';
import type { Label, TaskRecord } from './task.ts';

export const FUNCTIONS = ['softmax', 'sigmoid', 'none'] as const;
/** How logits become scores; the word is that of the pipelines' parameter `function_to_apply`. */
export type ScoreFunction = (typeof FUNCTIONS)[number];

export interface ScoredLabel {
  readonly label: Label;
  readonly score: number | null;
}

export function applyFunction(logits: ArrayLike<number>, name: ScoreFunction): number[] {
  const values = Array.from(logits);
  if (name === 'none') return values;
  if (name === 'sigmoid') return values.map((value) => 1 / (1 + Math.exp(-value)));
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const shifted = values.map((value) => Math.exp(value - most));
  const sum = shifted.reduce((a, b) => a + b, 0);
  return shifted.map((value) => value / sum);
}

/** The first of the greatest scores. */
export function findBest(scores: readonly number[]): number {
  return scores.reduce((best, score, index) => (score > (scores[best] ?? NaN) ? index : best), 0);
}

/** A class without a name is called as `transformers` calls it. */
export function toLabel(labels: readonly Label[] | undefined, index: number): Label {
  return labels?.[index] ?? `LABEL_${index}`;
}

/** A number per class, `score:<class>`. */
export function nameScores(scores: readonly number[], labels: readonly Label[] | undefined): TaskRecord {
  return Object.fromEntries(scores.map((score, index) => [`score:${toLabel(labels, index)}`, toJsonNumber(score)]));
}

/** What a classifier says of one input: a score per class, and the label where the model names one itself. */
export interface Classified {
  readonly scores: readonly number[];
  readonly label?: Label | bigint;
}

/** One record of ours: the label, its score and, where asked for, that of every class. */
export function toRecord({ scores, label }: Classified, labels: readonly Label[] | undefined, withScores: boolean): TaskRecord {
  const best = findBest(scores);
  return { label: label ?? toLabel(labels, best), score: toJsonNumber(scores[best] ?? NaN), ...(withScores ? nameScores(scores, labels) : {}) };
}

/** The confidences behind the labels. */
export function bestScores(rows: readonly Classified[]): number[] {
  return rows.map(({ scores }) => scores[findBest(scores)] ?? NaN).filter(Number.isFinite);
}
