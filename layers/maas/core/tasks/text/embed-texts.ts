import { limitWork } from '../task/call-work.ts';
import { encodeText, getTokenizer, type CutOptions } from './encode-text.ts';
import { getFloats } from '../task/floats.ts';
import { isPooled, pool, POOLINGS, type Pooling } from './pooling.ts';
import { runTokens } from './run-tokens.ts';
import type { PlacedToken } from '../../tokenizer/token.ts';
import type { TextTokenizer } from '../../tokenizer/tokenizer.ts';
import { MaasError } from '../../errors.ts';
import {
  isFlag,
  isListOf,
  isMapOf,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isText,
} from '../../json/guards.ts';
import type { TaskContext, TaskModel } from '../task/task.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isTextConfig, type TextConfig } from './text-config.ts';

/** This id, which no token has, marks the text's place among its special tokens. */
const TEXT = -1;

/** The settings of a version that embeds texts, as its record keeps them. */
export interface EmbeddingConfig {
  readonly text: TextConfig;
  /** Name of the output: a vector per token, to be pooled, or per text. */
  readonly output: string;
  readonly pooling: readonly Pooling[];
  readonly normalizes: boolean;
  /** So many of its first numbers are answered, where that is not all. */
  readonly dimensions?: number;
  /** True if texts are lowered before the tokenizer sees them. */
  readonly lowers: boolean;
  /** Put before every text. */
  readonly prompt: string;
  readonly prompts: Readonly<Record<string, string>>;
}

export const parseEmbeddingConfig = createConfigParser(
  'feature-extraction',
  isShape<EmbeddingConfig>({
    text: isTextConfig,
    output: isText,
    pooling: isListOf(isOneOf(POOLINGS)),
    normalizes: isFlag,
    dimensions: isOptional(isNumber),
    lowers: isFlag,
    prompt: isText,
    prompts: isMapOf(isText),
  }),
);

export interface EmbedOptions extends CutOptions {
  readonly prompt?: string | undefined;
  readonly normalizes?: boolean | undefined;
  /** Numbers that are left of each vector. @default - as the version's config says */
  readonly dimensions?: number | undefined;
}

export interface Embeddings {
  readonly vectors: readonly Float32Array[];
  /** Tokens of each text, the special ones included. */
  readonly tokens: readonly number[];
}

/**
 * Vectors of texts, as sentence-transformers gives them; too long ones are cut unless `truncation`
 * is undefined by choice.
 * @param inputs texts, or the ids of their tokens, around which the special ones are put
 */
export async function embedTexts(
  inputs: readonly (string | readonly number[])[],
  { signature, config }: Pick<TaskContext, 'signature' | 'config'>,
  model: TaskModel,
  options: EmbedOptions = { truncation: 'longest_first' },
): Promise<Embeddings> {
  const known = parseEmbeddingConfig(config);
  const { text, output, pooling, lowers, prompt } = known;
  const tokenizer = getTokenizer(model);
  const { length: promptLength } = options.prompt ?? prompt;
  limitWork(
    'characters',
    inputs.reduce(
      (sum, input) => sum + input.length + (typeof input === 'string' ? promptLength : 0),
      0,
    ),
  );
  limitWork('numbers', inputs.length * countNumbers(signature, output, pooling));
  const rows = inputs.map((input) => {
    if (typeof input !== 'string') return placeIds(tokenizer, input, text);
    const whole = (options.prompt ?? prompt) + input;
    return encodeText(tokenizer, [lowers ? whole.toLowerCase() : whole], text, options);
  });
  const vectors = await runTokens(
    model,
    signature,
    rows,
    { outputs: [output] },
    ({ outputs, tokens, index, count, length }) => {
      const values = getFloats(outputs, output);
      const rowLength = values.length / count;
      const row = values.subarray(index * rowLength, (index + 1) * rowLength);
      const vector = isPooled(signature, output)
        ? Float32Array.from(row)
        : pool(row, tokens.length, rowLength / length, pooling);
      return finishVector(vector, known, options);
    },
  );
  return { vectors, tokens: rows.map((row) => row.length) };
}

/**
 * The module `Normalize` comes before `truncate_dim`, what the caller asks for after it.
 * @throws MaasError INVALID_REQUEST when the caller asks for more numbers than there are
 */
function finishVector(
  vector: Float32Array,
  { normalizes, dimensions: configured }: EmbeddingConfig,
  { normalizes: asked, dimensions: wanted }: EmbedOptions,
): Float32Array {
  if (wanted !== undefined && wanted > vector.length) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The numbers to keep of a vector must be from 1 to ${vector.length}, the size of the model's ` +
        `vectors; got ${wanted}.`,
    );
  }
  const dimensions = wanted ?? configured ?? vector.length;
  const own = (asked ?? normalizes) ? toUnitLength(vector) : vector;
  if (dimensions >= own.length) return own;
  const cut = own.slice(0, dimensions);
  return asked ? toUnitLength(cut) : cut;
}

/** Counts the numbers of one vector, as far as the signature tells. */
function countNumbers(
  { outputs }: TaskContext['signature'],
  output: string,
  pooling: readonly Pooling[],
): number {
  const shape = outputs.find(({ name }) => name === output)?.shape ?? [];
  return Math.max(1, shape.at(-1) ?? 1) * (shape.length === 3 ? pooling.length : 1);
}

function placeIds(
  tokenizer: TextTokenizer,
  ids: readonly number[],
  { mostTokens, cutTokens }: TextConfig,
): PlacedToken[] {
  const unknown = ids.find((id) => tokenizer.findToken(id) === undefined);
  if (unknown !== undefined) {
    throw new MaasError('INVALID_REQUEST', `The model's vocabulary has no token ${unknown}.`);
  }
  const room =
    Math.min(mostTokens ?? Infinity, cutTokens ?? Infinity) - tokenizer.countSpecials(false);
  return tokenizer.place(
    takeSpecialsOff(tokenizer, ids)
      .slice(0, room)
      .map((id) => ({ id, text: '', start: 0, end: 0, word: 0 })),
  );
}

/**
 * Ids from the model's own tokenizer bring its special tokens, those from elsewhere do not: none is
 * to stand twice.
 */
function takeSpecialsOff(tokenizer: TextTokenizer, ids: readonly number[]): readonly number[] {
  const whole = tokenizer
    .place([{ id: TEXT, text: '', start: 0, end: 0, word: 0 }])
    .map(({ id }) => id);
  const before = whole.indexOf(TEXT);
  const end = ids.length - (whole.length - 1 - before);
  const brings =
    before <= end &&
    whole.every(
      (id, index) => id === TEXT || ids[index < before ? index : end + index - before - 1] === id,
    );
  return brings ? ids.slice(before, end) : ids;
}

function toUnitLength(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / Math.max(norm, 1e-12));
}
