import type { AddedToken } from './added-tokens.ts';
import type { NormalizerConfig } from './normalize.ts';
import type { PreTokenizerConfig } from './pre-tokenize.ts';

/**
 * Finds where a text can be cut: between a letter or digit of ASCII and a blank, or between two
 * ideographs. There no character composes with the one before it, no grapheme goes on, and no word
 * but the last one before the cut can end otherwise.
 */
const CUT = /(?<=[A-Za-z0-9])(?= )|(?<=[\u3001\u3002\u4E00-\u9FFF\uFF0C])(?=[\u4E00-\u9FFF])/g;

/** The first place from a position on at which a text can be cut. */
export function findCut(text: string, from: number): number | undefined {
  CUT.lastIndex = from;
  return CUT.exec(text)?.index;
}

/**
 * Tells whether the words before a cut stay as they are whatever follows it, but for the last one:
 * then no more of a text need be read than the tokens that are wanted of it. So it is for the steps
 * that the known tokenizers have; what another pattern looks at is not known.
 */
export function isLocal(
  normalizer: NormalizerConfig | null | undefined,
  preTokenizer: PreTokenizerConfig | null | undefined,
  added: readonly AddedToken[],
): boolean {
  return (
    (!normalizer || isLocalNormalizer(normalizer)) &&
    (!preTokenizer || isLocalPreTokenizer(preTokenizer)) &&
    added.every(({ content }) => findCut(content.replaceAll('\u2581', ' '), 0) === undefined)
  );
}

function isLocalNormalizer({
  type,
  normalizers = [],
  pattern,
  content = '',
}: NormalizerConfig): boolean {
  if (type === 'Sequence') return normalizers.every(isLocalNormalizer);
  if (type !== 'Replace') return true;
  if (!pattern) return false;
  if ('Regex' in pattern) return pattern.Regex === ' {2,}' && isBlankMark(content);
  return pattern.String === ' '
    ? isBlankMark(content)
    : ['``', "''"].includes(pattern.String) || /^[^A-Za-z0-9 \u4E00-\u9FFF]$/u.test(pattern.String);
}

function isBlankMark(content: string): boolean {
  return content === ' ' || content === '\u2581';
}

/**
 * Those of GPT-2, GPT-4 and Llama 3, Qwen 2: they look no further than one character behind a word,
 * or to the end of a row of blanks.
 */
const LOCAL_PATTERNS: readonly string[] = [
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| " +
    '?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| " +
    '?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
];

function isLocalPreTokenizer({ type, pretokenizers = [], pattern }: PreTokenizerConfig): boolean {
  if (type === 'Sequence') return pretokenizers.every(isLocalPreTokenizer);
  if (type !== 'Split') return true;
  return (
    pattern !== undefined &&
    ('Regex' in pattern
      ? LOCAL_PATTERNS.includes(pattern.Regex)
      : Array.from(pattern.String).length === 1)
  );
}
