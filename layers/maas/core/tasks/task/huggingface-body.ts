import * as z from 'zod/mini';
import { LIMITS } from '../../../contract/limits.ts';
import { lazily } from '../../lazily.ts';
import { TRUNCATIONS, type Truncation } from '../../tokenizer/truncation.ts';
import { requestObject } from '../../json/request-object.ts';
import type { Task } from './task.ts';

/** A text that can be encoded at all: lone surrogates have no UTF-8. */
export const getText = lazily(() =>
  z.string().check(
    z.maxLength(LIMITS.textLength),
    z.refine((text) => text.isWellFormed(), 'must be valid Unicode, without lone surrogates'),
  ),
);

export const Texts = z.lazy(() =>
  z
    .union([
      getText(),
      z
        .array(getText())
        .check(z.minLength(1, 'must have one text or more'), z.maxLength(LIMITS.callRows)),
    ])
    .check(z.describe('One text, or a list of texts.')),
);

/** Parameters of the pipelines' tokenizer. */
export const getTokenizerParameters = lazily(() => ({
  truncation: z
    .optional(z.union([z.boolean(), z.enum([...TRUNCATIONS, 'do_not_truncate'])]))
    .check(z.describe('Whether a text that is too long is cut; else it is refused.')),
  max_length: z
    .optional(z.int().check(z.minimum(1)))
    .check(z.describe('Tokens to which a text is cut, where `truncation` says so.')),
  padding: z
    .optional(z.union([z.boolean(), z.enum(['longest', 'max_length', 'do_not_pad'])]))
    .check(z.describe('Taken, and without effect on the answer.')),
}));

export const getTopK = lazily(() => z.int().check(z.minimum(1), z.maximum(LIMITS.callRows)));

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
    .check(
      z.describe(
        "Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API.",
      ),
    ),
);

type HuggingFaceShape<I extends z.ZodMiniType, P extends z.core.$ZodShape> = Readonly<{
  inputs: I;
  parameters: z.ZodMiniOptional<z.ZodMiniObject<P, z.core.$strict>>;
  options: z.ZodMiniOptional<typeof Options>;
}>;

/** `{"inputs": …, "parameters"?: {…}, "options"?: {…}}`, unknown parameters refused. */
export function toHuggingFaceBody<I extends z.ZodMiniType, P extends z.core.$ZodShape>(
  inputs: I,
  parameters: P,
): z.ZodMiniObject<HuggingFaceShape<I, P>, z.core.$strict> {
  return requestObject({
    inputs,
    parameters: z.optional(requestObject(parameters)),
    options: z.optional(Options),
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
