import * as z from 'zod/mini';
import { LIMITS } from '../../../contract/limits.ts';
import { MaasError } from '../../errors.ts';
import type { PlacedToken } from '../../tokenizer/token.ts';
import type { TextTokenizer } from '../../tokenizer/tokenizer.ts';
import { BestScores } from '../answers/best-scores.ts';
import { CallWork, limitCharacters } from '../task/call-work.ts';
import { encodeText, getTokenizer, type CutOptions } from './encode-text.ts';
import { toJsonNumber } from '../task/floats.ts';
import {
  byForm,
  getText,
  Texts,
  getTokenizerParameters,
  toHuggingFaceBody,
  getTopK,
  toTruncation,
} from '../task/huggingface-body.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isNumber, isShape, isText } from '../../json/guards.ts';
import { parseBody } from '../../json/parse-body.ts';
import { parseTaskBody } from '../task/parse-task-body.ts';
import { requestObject } from '../../json/request-object.ts';
import { getTokenValues, runTokens } from './run-tokens.ts';
import { applyFunction } from '../scores/score-function.ts';
import { getScoring } from '../scores/scoring.ts';
import type { Task, TaskCall, ConfiguredContext, TaskRecord } from '../task/task.ts';
import { isTextConfig, type TextConfig } from './text-config.ts';

/** Of a model that fills gaps of texts. */
export interface FillMaskConfig {
  readonly text: TextConfig;
  /** Name of the output with a logit per token and word of the vocabulary. */
  readonly logits: string;
  readonly vocabulary: number;
}

const isConfig = isShape<FillMaskConfig>({
  text: isTextConfig,
  logits: isText,
  vocabulary: isNumber,
});

/** A word that could stand in the place of one mask. */
interface Candidate {
  readonly score: number | null;
  readonly token: number;
  readonly token_str: string;
  /** The text with the candidate in it, where it is asked for. */
  readonly sequence?: string;
}

const Targets = z.lazy(() =>
  z
    .union([
      getText().check(z.minLength(1)),
      z.array(getText().check(z.minLength(1))).check(z.minLength(1), z.maxLength(LIMITS.callRows)),
    ])
    .check(z.describe('The only words that may fill the mask.')),
);

const Ours = z.lazy(() =>
  requestObject({
    text: Texts.check(
      z.describe("One text, or a list; each with the tokenizer's mask (`[MASK]`) in it."),
    ),
    top_k: z.optional(getTopK()).check(z.describe('Candidates per mask; 5 by default.')),
    targets: z.optional(Targets),
  }),
);

const Theirs = z.lazy(() =>
  toHuggingFaceBody(z.union([getText(), z.array(getText()).check(z.maxLength(LIMITS.callRows))]), {
    top_k: z.optional(getTopK()).check(z.describe('Candidates per mask; 5 by default.')),
    targets: z.optional(Targets),
    tokenizer_kwargs: z
      .optional(requestObject(getTokenizerParameters()))
      .check(z.describe('Parameters of the tokenizer.')),
  }),
);

/** The words that fit best into a text's gaps. */
export const fillMask: Task<FillMaskConfig> = {
  name: 'fill-mask',
  bodies: [Ours, Theirs],
  parseConfig: createConfigParser('fill-mask', isConfig),
  prepare: byForm(prepareOurs, prepareTheirs),
};

function prepareOurs(body: unknown, context: ConfiguredContext<FillMaskConfig>): TaskCall {
  const { text, top_k: topK = 5, targets } = parseTaskBody(Ours, body, '{"text": …}');
  return fill([text].flat(), context, { topK, targets, writesSequences: false }, (texts) =>
    texts.flatMap((masks, input) =>
      masks.flatMap((candidates, mask) =>
        candidates.map(({ token_str: label, score, token }): TaskRecord => ({
          label,
          score,
          token,
          mask,
          input,
        })),
      ),
    ),
  );
}

function prepareTheirs(body: unknown, context: ConfiguredContext<FillMaskConfig>): TaskCall {
  const {
    inputs,
    parameters: {
      top_k: topK = 5,
      targets,
      tokenizer_kwargs: { truncation, max_length: maxLength } = {},
    } = {},
  } = parseBody(Theirs, body);
  return fill(
    [inputs].flat(),
    context,
    { topK, targets, writesSequences: true, truncation: toTruncation(truncation), maxLength },
    (texts) => {
      const answers = texts.map((masks) => (masks.length === 1 ? masks[0] : masks));
      // A list of one is answered as the one: the pipeline's own oddity.
      return Array.isArray(inputs) && inputs.length !== 1 ? answers : answers[0];
    },
  );
}

interface Options extends CutOptions {
  readonly topK: number;
  readonly targets?: string | readonly string[] | undefined;
  readonly writesSequences: boolean;
}

function fill(
  texts: readonly string[],
  { signature, config, scoring }: ConfiguredContext<FillMaskConfig>,
  options: Options,
  toBody: (texts: readonly (readonly (readonly Candidate[])[])[]) => unknown,
): TaskCall {
  const { text: textConfig, logits, vocabulary } = config;
  limitCharacters([...texts, ...[options.targets ?? []].flat()]);
  const { functionToApply } = getScoring({ scoring });
  return async (model) => {
    const tokenizer = getTokenizer(model);
    const targets =
      options.targets === undefined ? undefined : findTargets(tokenizer, [options.targets].flat());
    const rows = texts.map((text) =>
      requireMask(encodeText(tokenizer, [text], textConfig, options), tokenizer),
    );
    limitMasks(rows, tokenizer, vocabulary, targets, options);
    const filled = await runTokens(model, signature, rows, { outputs: [logits] }, (row) => {
      const values = getTokenValues(row, logits);
      return findMasks(row.tokens, tokenizer).map((position, _, { length: masks }) => {
        const scores = applyFunction(values.at(position), functionToApply);
        return takeBest(scores, targets, options.topK).map(({ token, score }): Candidate => ({
          score: toJsonNumber(score),
          token,
          token_str: tokenizer.decode([token], { skipSpecials: false }),
          // Where there are further masks they must not vanish, so special tokens stay.
          ...(options.writesSequences
            ? {
                sequence: tokenizer.decode(
                  row.tokens
                    .map(({ id }, other) => (other === position ? token : id))
                    .filter((id) => id !== tokenizer.padId),
                  { skipSpecials: masks === 1 },
                ),
              }
            : {}),
        }));
      });
    });
    return { body: toBody(filled), scores: filled.flat().flatMap(([best]) => best?.score ?? []) };
  };
}

function takeBest(
  scores: readonly number[],
  targets: readonly number[] | undefined,
  topK: number,
): { token: number; score: number }[] {
  const best = new BestScores<{ token: number; score: number }>(topK);
  const offer = (score: number, token: number): void => {
    if (best.takes(score)) best.offer(score, { token, score });
  };
  if (targets) for (const token of targets) offer(scores[token] ?? NaN, token);
  else scores.forEach(offer);
  return best.toSorted();
}

/**
 * @throws MaasError PAYLOAD_TOO_LARGE where the candidates of all masks are too many, before the
 *   model runs
 */
function limitMasks(
  rows: readonly (readonly PlacedToken[])[],
  tokenizer: TextTokenizer,
  vocabulary: number,
  targets: readonly number[] | undefined,
  { topK, writesSequences }: Options,
): void {
  const work = new CallWork();
  for (const row of rows) {
    const masks = findMasks(row, tokenizer).length;
    const candidates = masks * Math.min(topK, targets?.length ?? topK);
    work.add('scores', masks * vocabulary);
    work.add('records', candidates);
    if (writesSequences) work.add('candidateTokens', candidates * row.length);
  }
}

function findMasks(tokens: readonly PlacedToken[], { maskId }: TextTokenizer): number[] {
  return tokens.flatMap(({ id }, position) => (id === maskId ? [position] : []));
}

function requireMask(tokens: PlacedToken[], tokenizer: TextTokenizer): PlacedToken[] {
  if (tokenizer.maskId === undefined) {
    throw new MaasError(
      'MODEL_REFUSED_INPUT',
      "The version's tokenizer_config.json names no mask_token; add it and upload the bundle " +
        'again.',
    );
  }
  if (findMasks(tokens, tokenizer).length > 0) return tokens;
  throw new MaasError(
    'MODEL_REFUSED_INPUT',
    'A text has no mask in it; write ' +
      `${tokenizer.decode([tokenizer.maskId], { skipSpecials: false })} where the word is ` +
      'missing.',
  );
}

/** A word that is no token stands for the first of those that it is made of. */
function findTargets(tokenizer: TextTokenizer, words: readonly string[]): number[] {
  const ids = words.flatMap(
    (word) => tokenizer.findId(word) ?? tokenizer.tokenize(word, 1)[0]?.id ?? [],
  );
  if (ids.length === 0) {
    throw new MaasError('INVALID_REQUEST', `None of the targets is in the model's vocabulary.`);
  }
  return [...new Set(ids)];
}
