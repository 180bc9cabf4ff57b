import * as z from 'zod/mini';
import type { TaskName } from '../../core/tasks/task/task.ts';

const score = z.nullable(z.number());
const place = { start: z.nullable(z.int()), end: z.nullable(z.int()) };
const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const Classes = z.array(z.object({ label: z.string(), score }));
const Entities = z.array(
  z.object({
    entity_group: z.optional(z.string()).check(z.describe('The label of joined tokens.')),
    entity: z.optional(z.string()).check(z.describe('The label of a token alone.')),
    score,
    word: z.nullable(z.string()),
    ...place,
    index: z.optional(z.int()),
  }),
);
const Fills = z.array(
  z.object({ score, token: z.int(), token_str: z.string(), sequence: z.optional(z.string()) }),
);
const Answer = z.object({ score, answer: z.nullable(z.string()), ...place });
const Answers = z.union([Answer, z.array(Answer)]);
const Numbers = z.array(z.nullable(z.number()));

/** The answers of Hugging Face's Inference API for each task, nested as its clients read them. */
export const HUGGING_FACE_ANSWERS = {
  'text-classification': z
    .array(Classes)
    .check(z.describe('A list per text, the best class first.')),
  'token-classification': z
    .union([Entities, z.array(Entities)])
    .check(z.describe('Entities of one text, or a list per text.')),
  'fill-mask': z
    .union([Fills, z.array(z.union([Fills, z.array(Fills)]))])
    .check(
      z.describe('Words for the mask of one text; a list per text and mask where there are more.'),
    ),
  'question-answering': z
    .union([Answers, z.array(Answers)])
    .check(z.describe('To one question one answer, where no more are asked for.')),
  'feature-extraction': z
    .union([Numbers, z.array(Numbers)])
    .check(z.describe('A vector per text; of a sentence and others, the cosines.')),
  'image-classification': z.union([Classes, z.array(Classes)]),
  'tabular-classification': z.array(z.union([Cell, z.record(z.string(), Cell)])),
  'tabular-regression': z.array(z.union([Cell, z.record(z.string(), Cell)])),
  tensor: z.array(z.unknown()).check(z.describe('The rows of the outputs.')),
} as const satisfies Record<TaskName, z.ZodMiniType>;

export const HuggingFaceAnswer = z.union(Object.values(HUGGING_FACE_ANSWERS));
