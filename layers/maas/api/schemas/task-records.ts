import * as z from 'zod';
import type { TaskName } from '../../core/tasks/task/task.ts';

/**
 * Each task's answer for one input, in our own shape: `label` and numbers. What depends on the
 * model or on the call (`score:<class>`, `value:<target>`) stands beside the named members.
 */
const Label = z.union([z.string(), z.number(), z.null()]);
const Score = z.number().nullable().describe('The score of the label that is answered.');
const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Span = {
  start: z.int().nullable().describe('In Unicode code points.'),
  end: z.int().nullable(),
};
const Input = z.int().describe('The index of its input, from 0 on.');

const Classified = z
  .object({ label: Label, score: Score.optional() })
  .catchall(z.number().nullable());

export const TASK_RECORDS = {
  'text-classification': Classified,
  'token-classification': z.object({ label: Label, score: Score, ...Span, input: Input }),
  'fill-mask': z.object({
    label: z.string(),
    score: Score,
    token: z.int(),
    mask: z.int().describe('The index of the mask that it fills, from 0 on.'),
    input: Input,
  }),
  'question-answering': z.object({ label: z.string(), score: Score, ...Span, input: Input }),
  'feature-extraction': z.object({ embedding: z.array(z.number().nullable()) }),
  'image-classification': Classified,
  'tabular-classification': z.object({ label: Label, score: Score.optional() }).catchall(Cell),
  'tabular-regression': z.object({ value: z.number().nullable().optional() }).catchall(Cell),
  tensor: z.record(z.string(), Cell),
} as const satisfies Record<TaskName, z.ZodType>;

const HuggingFaceAnswer = z
  .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .describe("To a body with `inputs`: what Hugging Face's pipeline of the task answers.");

/** The answer of a prediction: a record an input, or what Hugging Face's pipeline answers. */
export const PredictAnswer = z.union([
  z.array(z.union(Object.values(TASK_RECORDS))),
  HuggingFaceAnswer,
]);
