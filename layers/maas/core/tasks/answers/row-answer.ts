import { BestScores } from './best-scores.ts';
import { limitWork } from '../task/call-work.ts';
import {
  findBest,
  nameScores,
  toLabel,
  toRecord,
  type Classified,
  type ScoredLabel,
} from './classes.ts';
import { toJsonNumber } from '../task/floats.ts';
import type { Label, TaskRecord } from '../task/task.ts';

/** A classifier's answer for one row or text. */
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
    get details() {
      return nameScores(row.scores, labels);
    },
    get scored() {
      return row.scores.map((score, index) => ({ label: toLabel(labels, index), score }));
    },
    confidence: row.scores[findBest(row.scores)] ?? NaN,
  };
}

/**
 * A record of ours for each input.
 * @throws MaasError PAYLOAD_TOO_LARGE where they name too many classes together
 */
export function toRecords(answers: readonly RowAnswer[], withDetails: boolean): TaskRecord[] {
  limitWork(
    'records',
    withDetails
      ? answers.reduce((sum, { scored }) => sum + Math.max(1, scored.length), 0)
      : answers.length,
  );
  return answers.map((answer) =>
    withDetails ? { ...answer.record, ...answer.details } : answer.record,
  ); // details are made when asked for
}

/**
 * The classes of each input, the best first; those that are equal stay in their order.
 * @throws MaasError PAYLOAD_TOO_LARGE where they are too many together
 */
export function rankRows(answers: readonly RowAnswer[], topK: number): ScoredLabel[][] {
  limitWork(
    'records',
    answers.reduce((sum, { scored }) => sum + Math.min(topK, scored.length), 0),
  );
  return answers.map(({ scored }) => rankScored(scored, topK));
}

function rankScored(scored: RowAnswer['scored'], topK: number): ScoredLabel[] {
  const best = new BestScores<ScoredLabel>(topK);
  for (const { label, score } of scored) {
    if (best.takes(score)) best.offer(score, { label, score: toJsonNumber(score) });
  }
  return best.toSorted();
}

export function listConfidences(answers: readonly RowAnswer[]): number[] {
  return answers.flatMap(({ confidence }) =>
    confidence !== undefined && Number.isFinite(confidence) ? [confidence] : [],
  );
}
