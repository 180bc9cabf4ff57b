import { toByteTokens } from './byte-tokens.ts';
import { createMerges } from './merges.ts';
import type { Cut, ModelConfig, Part } from './model-config.ts';
import { createUnigram } from './unigram.ts';

/** Old files name no type. */
export function findModelType({
  type,
  vocab,
  merges,
  continuing_subword_prefix: prefix,
}: ModelConfig): string {
  return (
    type ??
    (Array.isArray(vocab)
      ? 'Unigram'
      : merges
        ? 'BPE'
        : typeof prefix === 'string'
          ? 'WordPiece'
          : 'WordLevel')
  );
}

export function readVocabulary({ vocab }: ModelConfig): ReadonlyMap<string, number> {
  if (Array.isArray(vocab)) {
    return new Map(
      (vocab as readonly (readonly [string, number])[]).map(([token], id) => [token, id]),
    );
  }
  const byToken = vocab as Readonly<Record<string, number>>;
  const vocabulary = new Map<string, number>();
  // A third of the time that Object.entries takes.
  for (const token in byToken) vocabulary.set(token, byToken[token] ?? 0);
  return vocabulary;
}

/** @throws Error for a model, or an option of it, that is not known */
export function createModel(config: ModelConfig, vocabulary: ReadonlyMap<string, number>): Cut {
  const unknown = vocabulary.get(config.unk_token ?? '');
  switch (findModelType(config)) {
    case 'WordPiece':
      return createWordPiece(config, vocabulary, requireUnknown(unknown));
    case 'WordLevel': {
      const other = requireUnknown(unknown);
      return (word) => [{ id: vocabulary.get(word.join('')) ?? other, start: 0, end: word.length }];
    }
    case 'BPE':
      return createBpe(config, vocabulary, unknown);
    case 'Unigram':
      return createUnigram(config, vocabulary);
    default:
      throw new Error(`The model ${config.type ?? ''} is not known.`);
  }
}

function requireUnknown(id: number | undefined): number {
  if (id === undefined) throw new Error('The vocabulary has no unk_token.');
  return id;
}

/**
 * The longest token first, from the left; a word that does not come out even is unknown as a whole.
 */
function createWordPiece(
  { continuing_subword_prefix: prefix, max_input_chars_per_word: most = 100 }: ModelConfig,
  vocabulary: ReadonlyMap<string, number>,
  unknown: number,
): Cut {
  const longest = most > LONG_WORD ? findLongest(vocabulary) : most;
  return (word) => {
    const whole = [{ id: unknown, start: 0, end: word.length }];
    if (word.length > most) return whole;
    const parts: Part[] = [];
    for (let start = 0; start < word.length;) {
      let end = Math.min(word.length, start + longest);
      let text = (start > 0 ? (prefix ?? '##') : '') + word.slice(start, end).join('');
      let id: number | undefined;
      while (end > start && (id = vocabulary.get(text)) === undefined) {
        text = text.slice(0, -(word[--end]?.length ?? 1));
      }
      if (id === undefined) return whole;
      parts.push({ id, start, end });
      start = end;
    }
    return parts;
  };
}

/** Characters of a word from which on it pays to know how long a token can be at all. */
const LONG_WORD = 200;

function findLongest(vocabulary: ReadonlyMap<string, number>): number {
  let longest = 1;
  for (const token of vocabulary.keys()) longest = Math.max(longest, token.length);
  return longest;
}

/**
 * Characters, merged pair by pair; those that are not known as bytes, where the vocabulary has
 * them.
 */
function createBpe(
  config: ModelConfig,
  vocabulary: ReadonlyMap<string, number>,
  unknown: number | undefined,
): Cut {
  if (config.dropout) throw new Error('A BPE model with dropout gives other tokens each time.');
  if (config.continuing_subword_prefix) {
    throw new Error('A BPE model with a continuing_subword_prefix is not known.');
  }
  const suffix = config.end_of_word_suffix ?? '';
  const merge = createMerges(config.merges ?? [], vocabulary);
  return (word) => {
    const known = config.ignore_merges ? vocabulary.get(word.join('')) : undefined;
    if (known !== undefined) return [{ id: known, start: 0, end: word.length }];
    const parts: Part[] = [];
    merge(
      word.map((char, index) => vocabulary.get(index === word.length - 1 ? char + suffix : char)),
    ).forEach(({ id, start, end }) => {
      if (id !== undefined) parts.push({ id, start, end });
      else {
        const bytes = config.byte_fallback
          ? toByteTokens((word[start] ?? '') + (end === word.length ? suffix : ''), vocabulary)
          : undefined;
        const last = parts.at(-1);
        if (bytes) parts.push(...bytes.map((byte) => ({ id: byte, start, end })));
        else if (config.fuse_unk && last?.id === unknown && last?.end === start) {
          parts[parts.length - 1] = { ...last, end };
        } else if (unknown !== undefined) parts.push({ id: unknown, start, end });
      }
    });
    return parts;
  };
}
