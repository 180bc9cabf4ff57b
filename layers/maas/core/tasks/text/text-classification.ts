import * as z from 'zod/mini';
import { LIMITS } from '../../../contract/limits.ts';
import { listPredicted } from '../task/predicted.ts';
import { MaasError } from '../../errors.ts';
import { limitCharacters, limitWork } from '../task/call-work.ts';
import {
  byForm,
  getText,
  Texts,
  getTokenizerParameters,
  toHuggingFaceBody,
  getTopK,
  toTruncation,
} from '../task/huggingface-body.ts';
import { parseBody } from '../../json/parse-body.ts';
import { parseTaskBody } from '../task/parse-task-body.ts';
import { requestObject } from '../../json/request-object.ts';
import {
  listConfidences,
  rankRows,
  toRecords,
  toRowAnswer,
  type RowAnswer,
} from '../answers/row-answer.ts';
import { PIPELINE_FUNCTIONS } from '../scores/score-function.ts';
import {
  parseStringConfig,
  type StringConfig,
  readsStrings,
  requireStrings,
  runStringClassifier,
} from './string-classifier.ts';
import type { Signature } from '../../tensor.ts';
import type { Task, TaskCall, TaskContext } from '../task/task.ts';
import {
  parseTokenConfig,
  runTextClassifier,
  type ClassifyOptions,
  type TokenConfig,
} from './text-classifier.ts';

const Ours = z.lazy(() =>
  requestObject({
    text: Texts,
    text_pair: z
      .optional(Texts)
      .check(z.describe('The second text of each pair, for models that compare two.')),
    scores: z
      .optional(z.boolean())
      .check(z.describe('Adds a number per class, `score:<class>`, to each record.')),
    truncation: z
      .optional(z.boolean())
      .check(
        z.describe(
          'Whether a text that is too long is cut to what the model reads (the default), or refused.',
        ),
      ),
  }),
);

const TextOrPair = z.lazy(() =>
  z.union([getText(), requestObject({ text: getText(), text_pair: z.optional(getText()) })]),
);
const Theirs = z.lazy(() =>
  toHuggingFaceBody(
    z.union([TextOrPair, z.array(TextOrPair).check(z.maxLength(LIMITS.callRows))]),
    {
      top_k: z
        .optional(z.nullable(getTopK()))
        .check(z.describe('Labels per text, the best first; all with `null`, one by default.')),
      function_to_apply: z
        .optional(z.nullable(z.enum(PIPELINE_FUNCTIONS)))
        .check(
          z.describe("What makes scores of the model's numbers, in place of what its files say."),
        ),
      ...getTokenizerParameters(),
    },
  ),
);

/**
 * Classes of texts: by models that read strings themselves (scikit-learn), and by those that read
 * tokens (transformers, PyTorch).
 */
export const textClassification: Task = {
  name: 'text-classification',
  bodies: [Ours, Theirs],
  parseConfig,
  prepare: byForm(prepareOurs, prepareTheirs),
};

function parseConfig(
  recorded: object | undefined,
  signature: Signature,
): StringConfig | TokenConfig {
  return readsStrings(signature) ? parseStringConfig(recorded) : parseTokenConfig(recorded);
}

function prepareOurs(body: unknown, context: TaskContext): TaskCall {
  const {
    text,
    text_pair: pair,
    scores: withScores = false,
    truncation = true,
  } = parseTaskBody(Ours, body, '{"text": …}');
  const texts = [text].flat();
  const pairs = pair === undefined ? undefined : [pair].flat();
  if (pairs && pairs.length !== texts.length) {
    throw new MaasError(
      'INVALID_REQUEST',
      `"text_pair" must have as many texts as "text"; got ${pairs.length} and ${texts.length}.`,
    );
  }
  const toBody = (rows: readonly RowAnswer[]): unknown => toRecords(rows, withScores);
  return classify(
    texts.map((first, index) => [first, pairs?.[index]]),
    context,
    { truncation: toTruncation(truncation) },
    toBody,
  );
}

function prepareTheirs(body: unknown, context: TaskContext): TaskCall {
  const {
    inputs,
    parameters: { top_k: topK, function_to_apply: asked, truncation, max_length: maxLength } = {},
  } = parseBody(Theirs, body);
  const texts = [inputs]
    .flat()
    .map((input): TextPair =>
      typeof input === 'string' ? [input] : [input.text, input.text_pair],
    );
  return classify(
    texts,
    context,
    { truncation: toTruncation(truncation), maxLength, function: asked ?? undefined },
    (rows) => {
      const ranked = rankRows(rows, topK ?? Infinity);
      const answers = topK === undefined ? ranked.map(([best]) => best) : ranked;
      // Without top_k, one text is answered as a list: the pipeline's own oddity.
      return Array.isArray(inputs) || (typeof inputs === 'string' && topK === undefined)
        ? answers
        : answers[0];
    },
  );
}

/** A text, or a pair of texts. */
export type TextPair = readonly [string, string?];

/** A call on texts that are read already. @throws MaasError INVALID_REQUEST, PAYLOAD_TOO_LARGE */
export function classify(
  texts: readonly TextPair[],
  context: TaskContext,
  options: ClassifyOptions,
  toBody: (rows: readonly RowAnswer[]) => unknown,
): TaskCall {
  if (readsStrings(context.signature)) requirePlain(texts, options);
  limitCharacters(texts.flat());
  limitWork('classScores', texts.length * (context.labels?.length ?? 1));
  return async (model) => {
    const config = parseConfig(context.config, context.signature);
    const rows =
      'text' in config
        ? (await runTextClassifier(texts, { ...context, config }, options, model)).map((row) =>
            toRowAnswer(row, context.labels),
          )
        : await runStringClassifier(
            texts.map(([text]) => text),
            { ...context, config },
            model,
          );
    return {
      body: toBody(rows),
      scores: listConfidences(rows),
      predicted: listPredicted(rows),
    };
  };
}

/** Refuses options that only a tokenizer, or logits, could follow. */
function requirePlain(texts: readonly TextPair[], options: ClassifyOptions): void {
  requireStrings(texts.map(([text]) => text));
  if (texts.some(([, pair]) => pair !== undefined && pair !== '')) {
    throw new MaasError(
      'INVALID_REQUEST',
      'This model reads one text at a time; leave "text_pair" out.',
    );
  }
  if (options.function !== undefined && options.function !== 'none') {
    throw new MaasError(
      'INVALID_REQUEST',
      'This model gives scores, no logits; "function_to_apply" can only be "none", got ' +
        `"${options.function}".`,
    );
  }
}
