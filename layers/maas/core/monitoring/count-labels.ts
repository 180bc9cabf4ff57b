import { OTHER_LABELS } from '../../contract/metrics.ts';
import type { MetricEvent } from '../ports/metrics.ts';
import type { PredictedCall } from '../tasks/task/predicted.ts';
import type { Label } from '../tasks/task/task.ts';

/** The facts of a prediction that answered labels. */
export interface LabelledPrediction {
  readonly model?: string;
  /** The model's classes, where they are on record. */
  readonly labels?: readonly Label[] | undefined;
  readonly predicted?: PredictedCall | undefined;
}

/** Stands for a label of several that was answered as true. */
const YES = '1';

/**
 * Counts how often each label was answered. Each label is an event, as a metric's dimension has one
 * value in a line. Every label may cost a metric, so only the model's first ones have a name,
 * whichever instance counts: the first on record, or the numbers from 0 on where none are.
 * @param most labels that are counted by name; with 0 none is counted
 */
export function countLabels(
  { model, labels, predicted }: LabelledPrediction,
  most: number,
): MetricEvent[] {
  if (model === undefined || most === 0) return [];
  const counts = new Map<string, number>();
  for (const label of listAnswered(predicted)) {
    const name = hasName(label, labels, most) ? label : OTHER_LABELS;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([Label, count]) => ({
    values: { Labels: count },
    dimensions: { Model: model, Label },
  }));
}

function listAnswered(predicted: PredictedCall | undefined): string[] {
  return (predicted?.answers ?? []).flatMap((answer) => {
    if (answer.kind === 'label') return [answer.label];
    if (answer.kind === 'values') return [];
    return Object.entries(answer.labels).flatMap(([name, value]) => (value === YES ? [name] : []));
  });
}

function hasName(label: string, labels: readonly Label[] | undefined, most: number): boolean {
  if (label === '' || label.length > 255) return false; // CloudWatch's limit of a dimension
  if (labels === undefined) return /^(0|[1-9]\d{0,2})$/.test(label) && Number(label) < most;
  return labels.slice(0, most).some((known) => String(known) === label);
}
