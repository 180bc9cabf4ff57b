import * as z from 'zod/mini';
import { LIMITS } from '../../../contract/limits.ts';
import { MaasError } from '../../errors.ts';
import { countWindows, fitLengths, toWindows } from '../../tokenizer/truncation.ts';
import type { PlacedToken } from '../../tokenizer/token.ts';
import type { TextTokenizer } from '../../tokenizer/tokenizer.ts';
import { CallWork, limitCharacters } from '../task/call-work.ts';
import { toLabel } from '../answers/classes.ts';
import { getTokenizer } from './encode-text.ts';
import {
  findEntities,
  mergeOverlapping,
  STRATEGIES,
  type Entity,
  type Strategy,
  type TokenScores,
} from './entities.ts';
import { toJsonNumber } from '../task/floats.ts';
import { byForm, getText, Texts, toHuggingFaceBody } from '../task/huggingface-body.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isShape, isText } from '../../json/guards.ts';
import { parseBody } from '../../json/parse-body.ts';
import { parseTaskBody } from '../task/parse-task-body.ts';
import { requestObject } from '../../json/request-object.ts';
import { getTokenValues, runTokens } from './run-tokens.ts';
import { toSpanRecord } from './span-record.ts';
import { applyFunction } from '../scores/score-function.ts';
import { getScoring } from '../scores/scoring.ts';
import type { Task, TaskCall, ConfiguredContext, TaskModel } from '../task/task.ts';
import { isTextConfig, type TextConfig } from './text-config.ts';

/** Of a model that names the tokens of texts. */
export interface TokenClassificationConfig {
  readonly text: TextConfig;
  /** Name of the output with a logit per token and class. */
  readonly logits: string;
}

const isConfig = isShape<TokenClassificationConfig>({ text: isTextConfig, logits: isText });

const Ours = z.lazy(() =>
  requestObject({
    text: Texts,
    aggregation_strategy: z
      .optional(z.enum(STRATEGIES))
      .check(z.describe('How tokens become entities; `simple` joins neighbours of one kind.')),
  }),
);

const Theirs = z.lazy(() =>
  toHuggingFaceBody(z.union([getText(), z.array(getText()).check(z.maxLength(LIMITS.callRows))]), {
    aggregation_strategy: z
      .optional(z.enum(STRATEGIES))
      .check(z.describe('How tokens become entities; `none`, the default, answers tokens.')),
    ignore_labels: z
      .optional(z.array(z.string()).check(z.maxLength(LIMITS.callRows)))
      .check(z.describe('Labels that are left out of the answer; `O` by default.')),
    stride: z
      .optional(z.int().check(z.minimum(0)))
      .check(z.describe('Reads a long text whole, in windows that share so many tokens.')),
  }),
);

/** Names, places and the like in a text: as `transformers`' pipeline groups them. */
export const tokenClassification: Task<TokenClassificationConfig> = {
  name: 'token-classification',
  bodies: [Ours, Theirs],
  parseConfig: createConfigParser('token-classification', isConfig),
  prepare: byForm(prepareOurs, prepareTheirs),
};

function prepareOurs(
  body: unknown,
  context: ConfiguredContext<TokenClassificationConfig>,
): TaskCall {
  const { text, aggregation_strategy: strategy = 'simple' } = parseTaskBody(
    Ours,
    body,
    '{"text": …}',
  );
  return recognise([text].flat(), context, { strategy, ignored: new Set(['O']) }, (texts) =>
    texts.flatMap((entities, input) =>
      entities.map((entity) => toSpanRecord(entity.label, entity, input)),
    ),
  );
}

function prepareTheirs(
  body: unknown,
  context: ConfiguredContext<TokenClassificationConfig>,
): TaskCall {
  const {
    inputs,
    parameters: {
      aggregation_strategy: strategy = 'none',
      ignore_labels: ignored = ['O'],
      stride,
    } = {},
  } = parseBody(Theirs, body);
  if (stride !== undefined && strategy === 'none') {
    throw new MaasError(
      'INVALID_REQUEST',
      '"stride" needs an "aggregation_strategy" other than "none".',
    );
  }
  return recognise(
    [inputs].flat(),
    context,
    { strategy, ignored: new Set(ignored), stride },
    (texts) => {
      const answers = texts.map((entities) => entities.map((entity) => toTheirs(entity, strategy)));
      return Array.isArray(inputs) ? answers : answers[0];
    },
  );
}

function toTheirs({ label, score, word, start, end, index }: Entity, strategy: Strategy): unknown {
  const place = { score: toJsonNumber(score), word, start, end };
  return strategy === 'none'
    ? { entity: label, ...place, index }
    : { entity_group: label, ...place };
}

interface Options {
  readonly strategy: Strategy;
  readonly ignored: ReadonlySet<string>;
  readonly stride?: number | undefined;
}

function recognise(
  texts: readonly string[],
  context: ConfiguredContext<TokenClassificationConfig>,
  options: Options,
  toBody: (texts: readonly (readonly Entity[])[]) => unknown,
): TaskCall {
  limitCharacters(texts);
  return async (model) => {
    const { text: config } = context.config;
    const tokenizer = getTokenizer(model);
    const work = new CallWork();
    const windows = texts.map((text) =>
      toTokenWindows(tokenizer, text, config, options.stride, work),
    );
    const scores = await scoreTokens(windows.flat(), context, model);
    let at = 0;
    const entities = windows.map((rows, index) => {
      const chars = Array.from(texts[index] ?? '');
      const found = rows.map(() =>
        findEntities(scores[at++] ?? [], chars, tokenizer, options.strategy).filter(
          ({ label }) => !options.ignored.has(label),
        ),
      );
      return rows.length > 1 ? mergeOverlapping(found.flat()) : found.flat();
    });
    return { body: toBody(entities), scores: entities.flat().map(({ score }) => score) };
  };
}

/**
 * A text in one row, cut to what the tokenizer says, or in overlapping ones where a stride is asked
 * for.
 */
function toTokenWindows(
  tokenizer: TextTokenizer,
  text: string,
  { cutTokens, mostTokens }: TextConfig,
  stride: number | undefined,
  work: CallWork,
): PlacedToken[][] {
  const room =
    Math.min(cutTokens ?? Infinity, mostTokens ?? Infinity) - tokenizer.countSpecials(false);
  if (stride === undefined || room === Infinity) {
    const tokens = tokenizer.tokenize(text, room);
    return [
      tokenizer.place(
        tokens.slice(0, fitLengths(tokens.length, undefined, room, 'longest_first')?.[0]),
      ),
    ];
  }
  if (stride >= room) {
    throw new MaasError(
      'INVALID_REQUEST',
      `"stride" must be less than the ${room} tokens that the model reads at once; got ${stride}.`,
    );
  }
  const tokens = tokenizer.tokenize(text);
  work.add('tokens', countWindows(tokens.length, room, stride) * Math.min(room, tokens.length));
  return toWindows(tokens.length, room, stride).map(([start, end]) =>
    tokenizer.place(tokens.slice(start, end)),
  );
}

function scoreTokens(
  rows: readonly (readonly PlacedToken[])[],
  { signature, config, labels, scoring }: ConfiguredContext<TokenClassificationConfig>,
  model: TaskModel,
): Promise<TokenScores[][]> {
  const { functionToApply } = getScoring({ scoring });
  const { logits } = config;
  let known: readonly string[] = [];
  const toNames = (width: number): readonly string[] =>
    (known =
      known.length === width
        ? known
        : Array.from({ length: width }, (_, column) => String(toLabel(labels, column))));
  return runTokens(model, signature, rows, { outputs: [logits] }, (row) => {
    const values = getTokenValues(row, logits);
    const names = toNames(values.width);
    return row.tokens.map((token, position): TokenScores => ({
      token,
      index: position,
      scores: applyFunction(values.at(position), functionToApply),
      names,
    }));
  });
}
