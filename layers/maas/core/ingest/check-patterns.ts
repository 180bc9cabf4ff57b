import { LIMITS } from '../../contract/limits.ts';
import { isJsonObject } from '../json/json-object.ts';
import { quote } from '../quote.ts';
import { toPattern } from '../tokenizer/pattern.ts';
import { findHurtfulText } from './patterns/find-hurtful-text.ts';

/** The parts of `tokenizer.json` that can be of steps. */
const PARTS = ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'] as const;
/** Models that look for each token along the whole of a piece. */
const LOOKING = ['Unigram', 'WordPiece'];

/**
 * Refuses a tokenizer for what can be seen of it before it is used: regular expressions that
 * backtrack without bound, and more steps or longer tokens than any that is known.
 * @param refuse makes the error of a sentence
 */
export function checkPatterns(tokenizer: unknown, refuse: (sentence: string) => Error): void {
  if (!isJsonObject(tokenizer)) return;
  for (const part of PARTS) {
    const objects = listObjects(tokenizer[part]);
    if (objects.length > LIMITS.tokenizerSteps) {
      throw refuse(
        `its ${part} has ${objects.length} steps and places; ${LIMITS.tokenizerSteps} are the ` +
          'most.',
      );
    }
    for (const source of new Set(
      objects.flatMap(({ Regex }) => (typeof Regex === 'string' ? [Regex] : [])),
    )) {
      checkPattern(source, part, refuse);
    }
  }
  const long =
    findLongToken(tokenizer.model) ??
    findLong(listObjects(tokenizer.added_tokens).map(({ content }) => String(content)));
  if (long !== undefined) {
    throw refuse(
      `it has a token of ${long.length} characters, ${quote(long)}; ${LIMITS.tokenLength} are ` +
        'the most.',
    );
  }
}

function checkPattern(source: string, part: string, refuse: (sentence: string) => Error): void {
  if (source.length > LIMITS.patternLength) {
    throw refuse(
      `a regular expression of its ${part} has ${source.length} characters; ` +
        `the limit is ${LIMITS.patternLength}.`,
    );
  }
  const text = findHurtfulText(readPattern(source));
  if (text === undefined) return;
  throw refuse(
    `the regular expression ${quote(source)} of its ${part} backtracks without bound, as on ` +
      `${quote(text)}: the steps that it takes grow faster than a text does. Write it so that no ` +
      'text can be matched in two ways (no repetition within a repetition, none behind one that ' +
      'takes the same characters).',
  );
}

/** One that cannot be read is refused by the step that it is of. */
function readPattern(source: string): string {
  try {
    return toPattern({ Regex: source }).source;
  } catch {
    return source;
  }
}

function listObjects(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(listObjects);
  return isJsonObject(value) ? [value, ...Object.values(value).flatMap(listObjects)] : [];
}

function findLongToken(model: unknown): string | undefined {
  if (!isJsonObject(model) || (typeof model.type === 'string' && !LOOKING.includes(model.type))) {
    return undefined;
  }
  const tokens = Array.isArray(model.vocab)
    ? model.vocab.map((entry: unknown) => String(Array.isArray(entry) ? entry[0] : entry))
    : Object.keys(model.vocab ?? {});
  return findLong(tokens);
}

/** Added tokens are looked for at every place of a text. */
function findLong(tokens: readonly string[]): string | undefined {
  return tokens.find((token) => token.length > LIMITS.tokenLength);
}
