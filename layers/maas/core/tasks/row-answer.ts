import { findBest, nameScores, toLabel, toRecord, type Classified, type ScoredLabel } from './classes.ts';
import { toJsonNumber } from './floats.ts';
import type { Label, TaskRecord } from './task.ts';

/** What a classifier says of one row or text. */
export interface RowAnswer {
  /** `label`, and what is always said beside it. */
  readonly record: TaskRecord;
  /** A number per class, which is added where it is asked for. */
  readonly details: TaskRecord;
  /** The classes or tags with their scores, in the model's order. */
  readonly scored: readonly { readonly label: Label; readonly score: number }[];
  /** Between 0 and 1, where the model gives such a number with its label. */
  readonly confidence?: number;
}

/** The answer of a classifier whose class is the one with the best score. */
export function toRowAnswer(row: Classified, labels: readonly Label[] | undefined): RowAnswer {
  return {
    record: toRecord(row, labels, false),
    details: nameScores(row.scores, labels),
    scored: row.scores.map((score, index) => ({ label: toLabel(labels, index), score })),
    confidence: row.scores[findBest(row.scores)] ?? NaN,
  };
}

/** All classes, the best first; those that are equal stay in their order. */
export function rankScored({ scored }: RowAnswer, topK: number): ScoredLabel[] {
  return [...scored].sort((a, b) => b.score - a.score).slice(0, topK).map(({ label, score }) => ({ label, score: toJsonNumber(score) }));
}

export function listConfidences(answers: readonly RowAnswer[]): number[] {
  return answers.flatMap(({ confidence }) => (confidence !== undefined && Number.isFinite(confidence) ? [confidence] : []));
}
