import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';
import { prepareTask } from '../tasks/prepare-task.ts';
import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { omitNulls } from '../json/omit-nulls.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';
import { getText } from '../tasks/task/huggingface-body.ts';
import { parseBody } from '../json/parse-body.ts';
import { openRequestObject, requestObject } from '../json/request-object.ts';
import type { TaskCall, TaskVersion } from '../tasks/task/task.ts';
import { isTable, prepareInstances } from './instances.ts';
import { prepareForm } from './invocations.ts';
import { mapAnswer } from './map-answer.ts';
import { prepareVectors } from './vectors.ts';

/**
 * The body of Hugging Face's Inference API; what else stands in it is passed over, as there.
 * @see https://huggingface.co/docs/inference-providers/tasks/index
 */
export const HuggingFaceApiBody = openRequestObject({
  inputs: z
    .optional(z.unknown())
    .check(
      z.describe(
        'What the task reads: a text, a list of texts, {question, context}, {source_sentence, ' +
          'sentences}, a picture in base64.',
      ),
    ),
  parameters: z
    .optional(z.record(z.string(), z.unknown()))
    .check(z.describe("The pipeline's; unknown ones are refused.")),
  table: z
    .optional(z.record(z.string(), z.array(z.unknown())))
    .check(z.describe('Cells by column, for models of tables.')),
});

/** Options beside `inputs` for models that embed. */
const EmbeddingParameters = z.object({
  normalize: z.optional(z.boolean()),
  truncate: z.optional(z.boolean()),
  prompt_name: z.optional(z.string()),
  dimensions: z.optional(z.int().check(z.minimum(1))),
  truncation_direction: z.optional(
    z.enum(['right', 'Right'], 'can only be "right": texts are cut at their end'),
  ),
  encoding_format: z.optional(z.literal('float', 'can only be "float"')),
});

const Similarity = requestObject({
  source_sentence: getText(),
  sentences: z
    .array(getText())
    .check(z.minLength(1, 'must have one text or more'), z.maxLength(LIMITS.callRows - 1)),
});

/**
 * One call of the Inference API, its answer nested as that API and its clients have it.
 * @throws MaasError INVALID_REQUEST
 */
export function prepareHuggingFaceApi(version: TaskVersion, body: unknown): TaskCall {
  if (body instanceof Uint8Array) {
    return prepareTask(
      version,
      version.task.name === 'image-classification'
        ? { inputs: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64') }
        : body,
    );
  }
  const given = parseBody(HuggingFaceApiBody, body);
  const { inputs, parameters } = given;
  if (isTable(version.task.name)) return prepareTable(version, given);
  if (inputs === undefined) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The body has no "inputs"; a model of the task ${version.task.name} needs them.`,
    );
  }
  switch (version.task.name) {
    case 'feature-extraction':
      return prepareEmbedding(version, given);
    case 'text-classification':
      return prepareClasses(version, inputs, parameters);
    case 'token-classification':
      return prepareTask(version, {
        inputs,
        parameters: { aggregation_strategy: 'simple', ...omitNulls(parameters ?? {}) },
      });
    case 'tensor':
      return prepareForm(version, { inputs });
    default:
      return prepareTask(version, { inputs, ...(parameters === undefined ? {} : { parameters }) });
  }
}

/** All classes, the best first, in one list per text even where there is one text. */
function prepareClasses(
  version: TaskVersion,
  inputs: unknown,
  parameters: JsonObject = {},
): TaskCall {
  return prepareTask(version, {
    inputs: [inputs].flat(),
    parameters: { ...parameters, top_k: parameters.top_k ?? null },
  });
}

/**
 * Embeds texts. Options may stand beside `inputs`, as its newer clients write them, or under
 * `parameters`.
 */
function prepareEmbedding(
  version: TaskVersion,
  { inputs, parameters = {}, ...given }: z.infer<typeof HuggingFaceApiBody>,
): TaskCall {
  if (isJsonObject(inputs)) return prepareSimilarity(version, inputs);
  const options = parseBody(EmbeddingParameters, { ...given, ...parameters });
  return prepareVectors(
    version,
    inputs,
    options,
    Object.fromEntries(
      Object.entries(parameters).filter(([key]) => !Object.hasOwn(EmbeddingParameters.shape, key)),
    ),
  );
}

/** The cosines between a sentence and others. */
function prepareSimilarity(version: TaskVersion, inputs: JsonObject): TaskCall {
  const { source_sentence: source, sentences } = parseBody(Similarity, inputs, '"inputs"');
  return mapAnswer(
    prepareVectors(version, [source, ...sentences], { normalize: true }),
    ([first = [], ...others]: readonly (readonly number[])[]) =>
      others.map((other) =>
        other.reduce((sum, value, index) => sum + value * (first[index] ?? NaN), 0),
      ),
  );
}

/** `{"table": …}` is what its client sends, `{"inputs": {"data": …}}` what its API says. */
function prepareTable(
  version: TaskVersion,
  { inputs, table }: { inputs?: unknown; table?: JsonObject | undefined },
): TaskCall {
  const columns =
    table ?? (isJsonObject(inputs) ? (inputs.data ?? inputs.table ?? inputs) : inputs);
  if (Array.isArray(columns)) return prepareInstances(version, columns);
  if (isJsonObject(columns)) return prepareForm(version, { inputs: columns });
  throw new MaasError(
    'INVALID_REQUEST',
    'A model of tables needs "table", lists of cells by column, or "inputs" with a list of rows.',
  );
}
