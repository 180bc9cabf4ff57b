import * as z from 'zod/mini';
import type { TaskName } from '../../core/tasks/task/task.ts';

/**
 * Each task's answer for one input, in our own shape: `label` and numbers. What depends on the
 * model or on the call (`score:<class>`, `value:<target>`) stands beside the named members.
 */
const Label = z.union([z.string(), z.number(), z.null()]);
const Score = z.nullable(z.number()).check(z.describe('The score of the label that is answered.'));
const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Span = {
  start: z.nullable(z.int()).check(z.describe('In Unicode code points.')),
  end: z.nullable(z.int()),
};
const Input = z.int().check(z.describe('The index of its input, from 0 on.'));

const Classified = z.catchall(
  z.object({ label: Label, score: z.optional(Score) }),
  z.nullable(z.number()),
);

export const TASK_RECORDS = {
  'text-classification': Classified,
  'token-classification': z.object({ label: Label, score: Score, ...Span, input: Input }),
  'fill-mask': z.object({
    label: z.string(),
    score: Score,
    token: z.int(),
    mask: z.int().check(z.describe('The index of the mask that it fills, from 0 on.')),
    input: Input,
  }),
  'question-answering': z.object({ label: z.string(), score: Score, ...Span, input: Input }),
  'feature-extraction': z.object({ embedding: z.array(z.nullable(z.number())) }),
  'image-classification': Classified,
  'tabular-classification': z.catchall(z.object({ label: Label, score: z.optional(Score) }), Cell),
  'tabular-regression': z.catchall(z.object({ value: z.optional(z.nullable(z.number())) }), Cell),
  tensor: z.record(z.string(), Cell),
} as const satisfies Record<TaskName, z.ZodMiniType>;

const HuggingFaceAnswer = z
  .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .check(z.describe("To a body with `inputs`: what Hugging Face's pipeline of the task answers."));

/** The answer of a prediction: a record an input, or what Hugging Face's pipeline answers. */
export const PredictAnswer = z.union([
  z.array(z.union(Object.values(TASK_RECORDS))),
  HuggingFaceAnswer,
]);
