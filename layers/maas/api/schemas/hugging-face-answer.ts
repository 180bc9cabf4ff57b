import * as z from 'zod';
import type { TaskName } from '../../core/tasks/task/task.ts';

const score = z.number().nullable();
const place = { start: z.int().nullable(), end: z.int().nullable() };
const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const Classes = z.array(z.object({ label: z.string(), score }));
const Entities = z.array(
  z.object({
    entity_group: z.string().optional().describe('The label of joined tokens.'),
    entity: z.string().optional().describe('The label of a token alone.'),
    score,
    word: z.string().nullable(),
    ...place,
    index: z.int().optional(),
  }),
);
const Fills = z.array(
  z.object({ score, token: z.int(), token_str: z.string(), sequence: z.string().optional() }),
);
const Answer = z.object({ score, answer: z.string().nullable(), ...place });
const Answers = z.union([Answer, z.array(Answer)]);
const Numbers = z.array(z.number().nullable());

/** The answers of Hugging Face's Inference API for each task, nested as its clients read them. */
export const HUGGING_FACE_ANSWERS = {
  'text-classification': z.array(Classes).describe('A list per text, the best class first.'),
  'token-classification': z
    .union([Entities, z.array(Entities)])
    .describe('Entities of one text, or a list per text.'),
  'fill-mask': z
    .union([Fills, z.array(z.union([Fills, z.array(Fills)]))])
    .describe('Words for the mask of one text; a list per text and mask where there are more.'),
  'question-answering': z
    .union([Answers, z.array(Answers)])
    .describe('To one question one answer, where no more are asked for.'),
  'feature-extraction': z
    .union([Numbers, z.array(Numbers)])
    .describe('A vector per text; of a sentence and others, the cosines.'),
  'image-classification': z.union([Classes, z.array(Classes)]),
  'tabular-classification': z.array(z.union([Cell, z.record(z.string(), Cell)])),
  'tabular-regression': z.array(z.union([Cell, z.record(z.string(), Cell)])),
  tensor: z.array(z.unknown()).describe('The rows of the outputs.'),
} as const satisfies Record<TaskName, z.ZodType>;

export const HuggingFaceAnswer = z.union(Object.values(HUGGING_FACE_ANSWERS));
