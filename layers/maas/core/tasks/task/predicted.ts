import { LIMITS } from '../../../contract/limits.ts';

/** A record of ours, of which only labels and numbers count. */
type AnswerRecord = Readonly<Record<string, unknown>>;

/** A model's answer for one input, in the form that a truth is compared with. */
export type Predicted =
  | {
      readonly kind: 'label';
      readonly label: string;
      /** The model's confidence, where it gives one. */
      readonly score?: number;
    }
  | {
      readonly kind: 'labels';
      /** By name: what was answered for each of several labels. */
      readonly labels: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'values';
      readonly values: Readonly<Record<string, number>>;
    };

/** A call's answers, as many as a prediction's id may carry: those of its first inputs. */
export interface PredictedCall {
  /** The number of inputs. */
  readonly inputs: number;
  readonly answers: readonly Predicted[];
}

/** Fields of a record that answer one of several labels. */
const SEVERAL = 'label:';

/** Answers of a classifier. */
export function listPredicted(
  rows: readonly { readonly record: AnswerRecord; readonly confidence?: number }[],
): PredictedCall {
  const answers = rows
    .slice(0, LIMITS.feedbackInputs)
    .map(({ record, confidence }) => toPredictedLabels(record, confidence));
  return { inputs: rows.length, answers };
}

/** Records of a regressor: every field is a number. */
export function listPredictedValues(records: readonly AnswerRecord[]): PredictedCall {
  const answers = records.slice(0, LIMITS.feedbackInputs).map((record) => ({
    kind: 'values' as const,
    values: Object.fromEntries(
      Object.entries(record).flatMap(([name, value]) =>
        typeof value === 'number' ? [[name, value]] : [],
      ),
    ),
  }));
  return { inputs: records.length, answers };
}

function toPredictedLabels(record: AnswerRecord, confidence: number | undefined): Predicted {
  const several = Object.entries(record).filter(([name]) => name.startsWith(SEVERAL));
  if (several.length > 0) {
    const labels = several.map(([name, value]) => [name.slice(SEVERAL.length), String(value)]);
    return { kind: 'labels', labels: Object.fromEntries(labels) as Record<string, string> };
  }
  return {
    kind: 'label',
    label: String(record.label),
    ...(confidence === undefined || !Number.isFinite(confidence)
      ? {}
      : { score: typeof record.score === 'number' ? record.score : confidence }),
  };
}
