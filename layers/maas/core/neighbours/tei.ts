import * as z from 'zod/mini';
import { prepareTask } from '../tasks/prepare-task.ts';
import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import { toJsonNumber } from '../tasks/task/floats.ts';
import { getText, Texts, toTruncation } from '../tasks/task/huggingface-body.ts';
import { parseBody } from '../json/parse-body.ts';
import { requestObject } from '../json/request-object.ts';
import { rankRows } from '../tasks/answers/row-answer.ts';
import type { TaskCall, TaskName, TaskVersion } from '../tasks/task/task.ts';
import { classify } from '../tasks/text/text-classification.ts';
import type { ClassifyOptions } from '../tasks/text/text-classifier.ts';
import { prepareVectors } from './vectors.ts';

/**
 * Options that text-embeddings-inference's calls have in common.
 * @see https://huggingface.github.io/text-embeddings-inference/
 */
const Truncate = {
  truncate: z
    .optional(z.boolean())
    .check(z.describe('Whether a text that is too long is cut (the default), or refused.')),
  truncation_direction: z.optional(
    z.enum(['right', 'Right'], 'can only be "right": texts are cut at their end'),
  ),
};

/** The body of its `POST /embed`. */
export const EmbedBody = requestObject({
  inputs: Texts,
  ...Truncate,
  normalize: z._default(z.boolean(), true).check(z.describe('Whether vectors have the length 1.')),
  prompt_name: z
    .optional(z.string())
    .check(z.describe("Name of one of the bundle's prompts, put before every text.")),
  dimensions: z
    .optional(z.int().check(z.minimum(1)))
    .check(z.describe('Cuts every vector to so many numbers.')),
});

/** The body of its `POST /rerank`. */
export const RerankBody = requestObject({
  query: getText(),
  texts: z
    .array(getText())
    .check(z.minLength(1, 'must have one text or more'), z.maxLength(LIMITS.callRows)),
  ...Truncate,
  raw_scores: z
    ._default(z.boolean(), false)
    .check(z.describe("Whether scores are the model's logits, or between 0 and 1.")),
  return_text: z
    ._default(z.boolean(), false)
    .check(z.describe('Whether each text comes back beside its score.')),
});

export const RanksView = z
  .array(
    z.strictObject({
      index: z.int().check(z.describe('Of the text in the request.')),
      score: z.number(),
      text: z.optional(z.string()),
    }),
  )
  .check(z.describe('The best first.'));

/** A text, or a pair as a list of two. */
const Sequence = z
  .array(getText())
  .check(
    z.minLength(1, 'must have one text, or two'),
    z.maxLength(2, 'must have one text, or two'),
  );
const PredictBody = requestObject({
  inputs: z.union([
    getText(),
    z
      .array(Sequence)
      .check(z.minLength(1, 'must have one text or more'), z.maxLength(LIMITS.callRows)),
    Sequence,
  ]),
  ...Truncate,
  raw_scores: z._default(z.boolean(), false),
});

/** A vector per text. @throws MaasError INVALID_REQUEST */
export function prepareEmbed(version: TaskVersion, body: unknown): TaskCall {
  const { inputs, ...options } = parseBody(EmbedBody, body);
  requireTask(version, 'feature-extraction', '/embed');
  return prepareVectors(version, inputs, options);
}

/**
 * Texts by how well they fit a query: a cross-encoder reads each pair.
 * @throws MaasError INVALID_REQUEST
 */
export function prepareRerank(version: TaskVersion, body: unknown): TaskCall {
  const {
    query,
    texts,
    truncate = true,
    raw_scores: isRaw,
    return_text: returnsText,
  } = parseBody(RerankBody, body);
  requireTask(version, 'text-classification', '/rerank');
  const { labels: { length = 1 } = {} } = version;
  if (length !== 1) throw createNoRankerError(length);
  return classify(
    texts.map((text) => [query, text]),
    version,
    toOptions(truncate, isRaw ? 'none' : 'sigmoid'),
    (rows) => {
      const odd = rows.find(({ scored }) => scored.length !== 1);
      if (odd) throw createNoRankerError(odd.scored.length);
      const ranks = rows.map(({ scored: [only] }, index) => ({
        index,
        ...(returnsText ? { text: texts[index] } : {}),
        score: only?.score ?? NaN,
      }));
      return ranks
        .sort((a, b) => b.score - a.score)
        .map((rank) => ({ ...rank, score: toJsonNumber(rank.score) }));
    },
  );
}

/**
 * All classes of each text, the best first; a list of lists may be meant for another task.
 * @throws MaasError INVALID_REQUEST
 */
export function prepareTeiPredict(version: TaskVersion, body: unknown): TaskCall {
  if (version.task.name !== 'text-classification') return prepareTask(version, body);
  const { inputs, truncate = true, raw_scores: isRaw } = parseBody(PredictBody, body);
  const isBatch = Array.isArray(inputs) && Array.isArray(inputs[0]);
  const sequences = isBatch ? (inputs as string[][]) : [[inputs].flat() as string[]];
  return classify(
    sequences.map(([text = '', pair]) => [text, pair]),
    version,
    toOptions(truncate, isRaw ? 'none' : undefined),
    (rows) => {
      const ranked = rankRows(rows, Infinity);
      return isBatch ? ranked : ranked[0];
    },
  );
}

/** That server's tokenizer takes an empty second text for a text. */
function toOptions(
  truncates: boolean,
  scoreFunction: ClassifyOptions['function'],
): ClassifyOptions {
  return { truncation: toTruncation(truncates), function: scoreFunction, keepsEmptyPair: true };
}

function requireTask({ task: { name } }: TaskVersion, wanted: TaskName, path: string): void {
  if (name === wanted) return;
  throw new MaasError(
    'MODEL_REFUSED_INPUT',
    `${path} needs a model of the task ${wanted}, and this one serves ${name}; name another ` +
      `(?model=…, or /models/{model}${path}), or call POST /models/{model}/predict.`,
  );
}

function createNoRankerError(classes: number): MaasError {
  return new MaasError(
    'MODEL_REFUSED_INPUT',
    '/rerank needs a model with one score per pair of texts (a cross-encoder), and this one ' +
      `gives ${quote(classes)}; call POST /models/{model}/predict for its classes.`,
  );
}
