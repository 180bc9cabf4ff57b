import { toJsonNumber } from '../task/floats.ts';
import type { Label, TaskRecord } from '../task/task.ts';

interface Span {
  readonly score: number;
  readonly start: number;
  readonly end: number;
}

/** A stretch of a text as one of our records. @param input which of the texts it is in */
export function toSpanRecord(label: Label, { score, start, end }: Span, input: number): TaskRecord {
  return { label, score: toJsonNumber(score), start, end, input };
}
