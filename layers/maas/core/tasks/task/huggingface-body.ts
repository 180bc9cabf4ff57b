import * as z from 'zod';
import { LIMITS } from '../../../contract/limits.ts';
import { lazily } from '../../lazily.ts';
import { TRUNCATIONS, type Truncation } from '../../tokenizer/truncation.ts';
import { requestObject } from '../../json/request-object.ts';
import type { Task } from './task.ts';

/** A text that can be encoded at all: lone surrogates have no UTF-8. */
export const getText = lazily(() =>
  z
    .string()
    .max(LIMITS.textLength)
    .refine((text) => text.isWellFormed(), 'must be valid Unicode, without lone surrogates'),
);

export const Texts = z.lazy(() =>
  z
    .union([
      getText(),
      z.array(getText()).min(1, 'must have one text or more').max(LIMITS.callRows),
    ])
    .describe('One text, or a list of texts.'),
);

/** Parameters of the pipelines' tokenizer. */
export const getTokenizerParameters = lazily(() => ({
  truncation: z
    .union([z.boolean(), z.enum([...TRUNCATIONS, 'do_not_truncate'])])
    .optional()
    .describe('Whether a text that is too long is cut; else it is refused.'),
  max_length: z
    .int()
    .min(1)
    .optional()
    .describe('Tokens to which a text is cut, where `truncation` says so.'),
  padding: z
    .union([z.boolean(), z.enum(['longest', 'max_length', 'do_not_pad'])])
    .optional()
    .describe('Taken, and without effect on the answer.'),
}));

export const getTopK = lazily(() => z.int().min(1).max(LIMITS.callRows));

/** Tells whether a body is Hugging Face's: `{"inputs": …, "parameters"?: {…}}`. */
export function isHuggingFace(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'inputs');
}

/** Reads a body by its form: ours, or Hugging Face's. */
export function byForm<Config>(
  ours: Task<Config>['prepare'],
  theirs: Task<Config>['prepare'],
): Task<Config>['prepare'] {
  return (body, context) => (isHuggingFace(body) ? theirs : ours)(body, context);
}

/** The options of Hugging Face's API, which its clients send with every call. */
const Options = z.lazy(() =>
  z
    .record(z.string(), z.unknown())
    .describe(
      "Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API.",
    ),
);

type HuggingFaceShape<I extends z.ZodType, P extends z.ZodRawShape> = Readonly<{
  inputs: I;
  parameters: z.ZodOptional<z.ZodObject<P, z.core.$strict>>;
  options: z.ZodOptional<typeof Options>;
}>;

/** `{"inputs": …, "parameters"?: {…}, "options"?: {…}}`, unknown parameters refused. */
export function toHuggingFaceBody<I extends z.ZodType, P extends z.ZodRawShape>(
  inputs: I,
  parameters: P,
): z.ZodObject<HuggingFaceShape<I, P>, z.core.$strict> {
  return requestObject({
    inputs,
    parameters: requestObject(parameters).optional(),
    options: Options.optional(),
  });
}

export function toTruncation(
  truncation: boolean | Truncation | 'do_not_truncate' | undefined,
): Truncation | undefined {
  if (truncation === undefined || truncation === false || truncation === 'do_not_truncate') {
    return undefined;
  }
  return truncation === true ? 'longest_first' : truncation;
}
