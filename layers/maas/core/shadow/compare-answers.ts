import { LIMITS } from '../../contract/limits.ts';
import { findDifference } from '../ingest/find-difference.ts';
import type { Predicted } from '../tasks/task/predicted.ts';
import type { ComparedAnswer } from './shadow-copy.ts';

/**
 * For each input whether two versions say the same of it: labels have to be equal, whatever their
 * scores; numbers may be apart by the tolerance. Of an answer that is no list of records there is
 * one verdict.
 * @returns none where one of them cannot be compared
 */
export function compareAnswers(
  live: ComparedAnswer,
  shadow: ComparedAnswer,
  tolerance: number,
): boolean[] {
  if (live.predicted) {
    const others = shadow.predicted?.answers ?? [];
    return live.predicted.answers.map((answer, index) =>
      isSameAnswer(answer, others[index], tolerance),
    );
  }
  if (live.body === undefined || (shadow.body === undefined && !shadow.predicted)) return [];
  if (!Array.isArray(live.body)) {
    return [findDifference(live.body, shadow.body, tolerance) === undefined];
  }
  const others: readonly unknown[] = Array.isArray(shadow.body) ? shadow.body : [];
  return live.body
    .slice(0, LIMITS.feedbackInputs)
    .map((item, index) => findDifference(item, others[index], tolerance) === undefined);
}

function isSameAnswer(live: Predicted, shadow: Predicted | undefined, tolerance: number): boolean {
  if (live.kind === 'label') return shadow?.kind === 'label' && shadow.label === live.label;
  if (live.kind === 'labels') {
    return shadow?.kind === 'labels' && hasSameFields(live.labels, shadow.labels, 0);
  }
  return shadow?.kind === 'values' && hasSameFields(live.values, shadow.values, tolerance);
}

function hasSameFields(
  live: Readonly<Record<string, unknown>>,
  shadow: Readonly<Record<string, unknown>>,
  tolerance: number,
): boolean {
  return (
    Object.keys(live).length === Object.keys(shadow).length &&
    findDifference(live, shadow, tolerance) === undefined
  );
}
