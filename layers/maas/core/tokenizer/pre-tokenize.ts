import { quote } from '../quote.ts';
import { findPieces, mapChars, prepend, sliceText, type AlignedText } from './aligned-text.ts';
import { toByteChars } from './byte-chars.ts';
import { toPattern, type PatternConfig } from './pattern.ts';
import { remember } from './remember.ts';

/** Cuts a text into words, each of which the model then cuts into tokens on its own. */
export type PreTokenize = (text: AlignedText) => AlignedText[];

type Behavior = 'Removed' | 'Isolated' | 'MergedWithPrevious' | 'MergedWithNext' | 'Contiguous';

export interface PreTokenizerConfig {
  readonly type: string;
  readonly pretokenizers?: readonly PreTokenizerConfig[];
  readonly add_prefix_space?: boolean;
  readonly use_regex?: boolean;
  readonly replacement?: string;
  readonly prepend_scheme?: 'always' | 'first' | 'never';
  readonly split?: boolean;
  readonly pattern?: PatternConfig;
  readonly behavior?: Behavior;
  readonly invert?: boolean;
  readonly individual_digits?: boolean;
  readonly delimiter?: string;
}

const BLANKS = /\p{White_Space}/gu;
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;
/** Words between blanks, and each punctuation mark by itself. */
const BERT_WORDS = /[\p{P}!-/:-@[-`{-~]|[^\p{White_Space}\p{P}!-/:-@[-`{-~]+/gu;
/** `\w` as Rust means it. */
const WORD = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;
/** `\w+|[^\w\s]+` as Rust means it. */
const WORDS = new RegExp(String.raw`[${WORD}]+|[^\p{White_Space}${WORD}]+`, 'gu');
/** GPT-2's words. */
const BYTE_LEVEL_WORDS = new RegExp(
  String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+` +
    String.raw`|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+`,
  'gu',
);

/** @throws Error for one that is not known */
export function createPreTokenizer(config: PreTokenizerConfig | null | undefined): PreTokenize {
  if (!config) return (text) => [text];
  switch (config.type) {
    case 'Sequence':
      return createSequence(config.pretokenizers ?? []);
    case 'BertPreTokenizer':
      return createSplit(BERT_WORDS, 'Removed', true);
    case 'Whitespace':
      return createSplit(WORDS, 'Removed', true);
    case 'WhitespaceSplit':
      return createSplit(BLANKS, 'Removed');
    case 'Punctuation':
      return createSplit(PUNCTUATION, config.behavior ?? 'Isolated');
    case 'Digits':
      return createSplit(/\p{N}/gu, config.individual_digits ? 'Isolated' : 'Contiguous');
    case 'CharDelimiterSplit':
      return createSplit(toPattern({ String: config.delimiter ?? ' ' }), 'Removed');
    case 'Split':
      return createSplit(
        toPattern(config.pattern ?? { String: '' }),
        config.behavior ?? 'Isolated',
        config.invert,
      );
    case 'Metaspace':
      return createMetaspace(config);
    case 'ByteLevel':
      return createByteLevel(config);
    default:
      throw new Error(`The pre-tokenizer ${config.type} is not known.`);
  }
}

/** Bytes of bytes of bytes would double a text with each step. */
function createSequence(configs: readonly PreTokenizerConfig[]): PreTokenize {
  if (configs.flatMap(listTypes).filter((type) => type === 'ByteLevel').length > 1) {
    throw new Error('Several pre-tokenizers ByteLevel after each other are not known.');
  }
  const steps = configs.map(createPreTokenizer);
  return (text) => steps.reduce<AlignedText[]>((words, step) => words.flatMap(step), [text]);
}

function listTypes({ type, pretokenizers = [] }: PreTokenizerConfig): string[] {
  return [type, ...pretokenizers.flatMap(listTypes)];
}

interface Part {
  readonly start: number;
  readonly end: number;
  readonly isMatch: boolean;
}

function createSplit(pattern: RegExp, behavior: Behavior, isInverted = false): PreTokenize {
  const join = JOINS[behavior] as ((parts: readonly Part[]) => readonly Part[]) | undefined;
  if (!join) throw new Error(`The behavior ${behavior} of a pre-tokenizer is not known.`);
  return (text) => {
    const parts: Part[] = [];
    let kept = 0;
    for (const { start, end } of findPieces(text, pattern)) {
      parts.push(
        { start: kept, end: start, isMatch: isInverted },
        { start, end, isMatch: !isInverted },
      );
      kept = end;
    }
    parts.push({ start: kept, end: text.chars.length, isMatch: isInverted });
    return join(parts.filter(({ start, end }) => end > start)).map(({ start, end }) =>
      sliceText(text, start, end),
    );
  };
}

/** The ways to join the matches that a text is split at with their neighbours. */
const JOINS: Readonly<Record<Behavior, (parts: readonly Part[]) => readonly Part[]>> = {
  Isolated: (parts) => parts,
  Removed: (parts) => parts.filter(({ isMatch }) => !isMatch),
  Contiguous: (parts) => joinNeighbours(parts, (last, next) => last.isMatch === next.isMatch),
  MergedWithPrevious: (parts) =>
    joinNeighbours(parts, (last, next) => next.isMatch && !last.isMatch),
  MergedWithNext: (parts) => joinNeighbours(parts, (last, next) => last.isMatch && !next.isMatch),
};

function joinNeighbours(
  parts: readonly Part[],
  joins: (last: Part, next: Part) => boolean,
): readonly Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last && joins(last, part)) joined[joined.length - 1] = { ...part, start: last.start };
    else joined.push(part);
  }
  return joined;
}

/** Blanks become marks, one is put before a text, and a word begins with each. */
function createMetaspace({
  replacement: mark = '\u2581',
  add_prefix_space: adds = true,
  prepend_scheme: scheme = adds ? 'always' : 'never',
  split: splits = true,
}: PreTokenizerConfig): PreTokenize {
  if (Array.from(mark).length !== 1) {
    throw new Error(`The replacement of a Metaspace is one character, not ${quote(mark)}.`);
  }
  const cut = splits
    ? createSplit(toPattern({ String: mark }), 'MergedWithNext')
    : (text: AlignedText) => [text];
  return (text) => {
    const marked = mapChars(text, (char) => (char === ' ' ? mark : char));
    const isMarked =
      marked.chars[0] === mark ||
      scheme === 'never' ||
      (scheme === 'first' && text.origins[0] !== 0);
    return cut(isMarked ? marked : prepend(marked, mark));
  };
}

function createByteLevel({
  add_prefix_space: adds = true,
  use_regex: splits = true,
}: PreTokenizerConfig): PreTokenize {
  const cut = splits ? createSplit(BYTE_LEVEL_WORDS, 'Isolated') : (text: AlignedText) => [text];
  const toChars = remember(toByteChars);
  return (text) =>
    cut(adds && text.chars[0] !== ' ' ? prepend(text, ' ') : text).map((word) =>
      mapChars(word, toChars),
    );
}
