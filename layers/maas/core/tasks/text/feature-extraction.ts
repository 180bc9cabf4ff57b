import * as z from 'zod/mini';
import { LIMITS } from '../../../contract/limits.ts';
import {
  embedTexts,
  parseEmbeddingConfig,
  type EmbeddingConfig,
  type EmbedOptions,
} from './embed-texts.ts';
import { toJsonNumber } from '../task/floats.ts';
import {
  byForm,
  getText,
  Texts,
  toHuggingFaceBody,
  getTokenizerParameters,
  toTruncation,
} from '../task/huggingface-body.ts';
import { MaasError } from '../../errors.ts';
import { quote } from '../../quote.ts';
import { parseBody } from '../../json/parse-body.ts';
import { parseTaskBody } from '../task/parse-task-body.ts';
import { requestObject } from '../../json/request-object.ts';
import type { Task, TaskCall, ConfiguredContext, TaskRecord } from '../task/task.ts';

const Dimensions = z
  .optional(z.int().check(z.minimum(1)))
  .check(
    z.describe(
      "How many of a vector's first numbers are answered, of a model that was trained for it " +
        "(Matryoshka); as the bundle's truncate_dim says by default.",
    ),
  );

const Ours = z.lazy(() =>
  requestObject({
    text: Texts,
    truncation: z
      .optional(z.boolean())
      .check(
        z.describe(
          'Whether a text that is too long is cut to what the model reads (the default), or refused.',
        ),
      ),
    truncate_dim: Dimensions,
  }),
);

const Theirs = z.lazy(() =>
  toHuggingFaceBody(z.union([getText(), z.array(getText()).check(z.maxLength(LIMITS.callRows))]), {
    ...getTokenizerParameters(),
    normalize_embeddings: z
      .optional(z.boolean())
      .check(
        z.describe(
          "Whether vectors have the length 1; as the bundle's modules.json says by default.",
        ),
      ),
    prompt_name: z
      .optional(z.string())
      .check(z.describe("Name of one of the bundle's prompts, put before every text.")),
    truncate_dim: Dimensions,
  }),
);

/** Vectors of texts, as sentence-transformers gives them. */
export const featureExtraction: Task<EmbeddingConfig> = {
  name: 'feature-extraction',
  bodies: [Ours, Theirs],
  parseConfig: parseEmbeddingConfig,
  prepare: byForm(prepareOurs, prepareTheirs),
};

function prepareOurs(body: unknown, context: ConfiguredContext<EmbeddingConfig>): TaskCall {
  const {
    text,
    truncation = true,
    truncate_dim: dimensions,
  } = parseTaskBody(Ours, body, '{"text": …}');
  const options = { truncation: toTruncation(truncation), dimensions };
  return embed([text].flat(), context, options, (vectors) =>
    vectors.map((embedding): TaskRecord => ({ embedding: embedding as readonly number[] })),
  );
}

function prepareTheirs(body: unknown, context: ConfiguredContext<EmbeddingConfig>): TaskCall {
  const {
    inputs,
    parameters: {
      truncation = true,
      max_length: maxLength,
      normalize_embeddings: normalizes,
      prompt_name: name,
      truncate_dim: dimensions,
    } = {},
  } = parseBody(Theirs, body);
  const { prompts } = context.config;
  if (name !== undefined && !Object.hasOwn(prompts, name)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The bundle has no prompt ${quote(name)}; it has ` +
        `${Object.keys(prompts).map(quote).join(', ') || 'none'}.`,
    );
  }
  return embed(
    [inputs].flat(),
    context,
    {
      truncation: toTruncation(truncation),
      maxLength,
      normalizes,
      dimensions,
      prompt: name === undefined ? undefined : prompts[name],
    },
    (vectors) => vectors,
  );
}

function embed(
  texts: readonly string[],
  context: ConfiguredContext<EmbeddingConfig>,
  options: EmbedOptions,
  toBody: (vectors: readonly (readonly (number | null)[])[]) => unknown,
): TaskCall {
  return async (model) => {
    const { vectors } = await embedTexts(texts, context, model, options);
    return { body: toBody(vectors.map((vector) => Array.from(vector, toJsonNumber))), scores: [] };
  };
}
