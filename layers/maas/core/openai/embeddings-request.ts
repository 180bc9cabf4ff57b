import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { inEnglish } from '../json/in-english.ts';
import { isJsonObject } from '../json/json-object.ts';
import { omitNulls } from '../json/omit-nulls.ts';
import { requestObject } from '../json/request-object.ts';
import { quote } from '../quote.ts';
import { InvalidParameterError } from './invalid-parameter-error.ts';

/** An empty text is one, too: models have a vector for it. */
const Text = z.lazy(() =>
  z.string().check(
    z.maxLength(LIMITS.textLength),
    z.refine((text) => text.isWellFormed(), 'must be valid Unicode, without lone surrogates'),
  ),
);
const TokenIds = z.lazy(() =>
  z
    .array(z.int('must be a whole number').check(z.minimum(0, 'must be from 0 on')))
    .check(z.minLength(1, 'must not be empty'), z.maxLength(LIMITS.textLength)),
);
const listOf = <T extends z.ZodMiniType>(item: T): z.ZodMiniArray<T> =>
  z.array(item).check(z.minLength(1, 'must not be empty'), z.maxLength(LIMITS.callRows));

/** The body of `POST /v1/embeddings`. */
export const EmbeddingsBody = z.lazy(() =>
  requestObject({
    model: z
      .string()
      .check(z.describe("Name of the model; the hub's `org/name` means `org--name`.")),
    input: z
      .union(
        [Text, listOf(Text), TokenIds, listOf(TokenIds)],
        'must be a text, a list of texts, a list of token ids, or a list of such lists; no list ' +
          'empty',
      )
      .check(z.describe('One text or several, as texts or as token ids.')),
    encoding_format: z
      ._default(z.enum(['float', 'base64'], 'must be "float" or "base64"'), 'float')
      .check(z.describe('base64 is that of little-endian 32-bit floats.')),
    dimensions: z
      .optional(z.int('must be a whole number').check(z.minimum(1, 'must be from 1 on')))
      .check(
        z.describe('Cuts every vector to so many numbers, and brings it back to the length 1.'),
      ),
    user: z.optional(z.string()).check(z.describe('Taken, and not kept.')),
  }),
);
export type EmbeddingsBody = z.infer<typeof EmbeddingsBody>;

/** A text, or the ids of its tokens. */
export type EmbeddingsInput = string | readonly number[];

/** @throws InvalidParameterError naming the first key at fault */
export function parseEmbeddingsBody(body: unknown): EmbeddingsBody {
  const result = EmbeddingsBody.safeParse(omitNulls(body), { error: inEnglish });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const param = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]?.toString();
  throw new InvalidParameterError(
    param,
    param === undefined
      ? 'The body must be a JSON object with "model" and "input".'
      : `'${param}'${describeFault(issue, getInput(body, param))}.`,
  );
}

function describeFault(issue: z.core.$ZodIssue | undefined, given: unknown): string {
  if (issue?.code === 'unrecognized_keys') return ' is not known here; leave it out';
  if (given === undefined || given === null) return ' is missing';
  return `: ${issue?.message ?? 'is not valid'}; got ${quote(given)}`;
}

function getInput(body: unknown, key: string): unknown {
  return isJsonObject(body) && Object.hasOwn(body, key) ? body[key] : undefined;
}

/** One text, one row of ids, or a list of either. */
export function toInputs(input: EmbeddingsBody['input']): readonly EmbeddingsInput[] {
  return typeof input === 'string' || typeof input[0] === 'number'
    ? [input as EmbeddingsInput]
    : (input as readonly EmbeddingsInput[]);
}
