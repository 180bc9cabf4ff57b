import { Buffer } from 'node:buffer';
import { ByteLevelPreTokenizer, MetaspacePreTokenizer, SequencePreTokenizer, WhitespacePreTokenizer, type PreTokenizer } from './library.ts';
import { findPieces, sliceText, type AlignedText } from './aligned-text.ts';

/** The library's own pattern knows ASCII words only; this is what `\w+|[^\w\s]+` means in Rust. */
const WORDS = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\s\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+/gu;

/**
 * Cuts a text into words, each of which the model then cuts into tokens on its own.
 * @param section position of the text among the pieces that added tokens cut it into
 */
export function preTokenize(text: AlignedText, preTokenizer: PreTokenizer | null, section: number): AlignedText[] {
  if (preTokenizer === null) return [text];
  if (preTokenizer instanceof SequencePreTokenizer) {
    return preTokenizer.tokenizers.reduce<AlignedText[]>((words, next) => words.flatMap((word) => preTokenize(word, next, section)), [text]);
  }
  if (preTokenizer instanceof WhitespacePreTokenizer) return findPieces(text, WORDS).map(({ start, end }) => sliceText(text, start, end));
  const words = preTokenizer.pre_tokenize_text(text.chars.join(''), { section_index: section });
  if (preTokenizer instanceof ByteLevelPreTokenizer) return alignBytes(text, words);
  if (preTokenizer instanceof MetaspacePreTokenizer) return alignMetaspace(text, words.join(''), preTokenizer.replacement);
  return alignPieces(text, words);
}

/** Words that stand in the text as they are, one after the other. */
function alignPieces(text: AlignedText, words: readonly string[]): AlignedText[] {
  let at = 0;
  return words.map((word) => {
    const chars = Array.from(word);
    const isHere = (start: number): boolean => chars.every((char, index) => text.chars[start + index] === char);
    let start = at;
    while (start <= text.chars.length - chars.length && !isHere(start)) start++;
    at = start + chars.length;
    return { chars, origins: chars.map((_, index) => text.origins[Math.min(start + index, text.origins.length - 1)] ?? 0) };
  });
}

/** Words whose characters stand for the UTF-8 bytes of the text, all of them, with a blank put before where the tokenizer says so. */
function alignBytes({ chars, origins }: AlignedText, words: readonly string[]): AlignedText[] {
  const sources = chars.flatMap((char, index) => new Array<number>(Buffer.byteLength(char)).fill(origins[index] ?? 0));
  let at = sources.length - words.reduce((sum, word) => sum + Array.from(word).length, 0);
  return words.map((word) => {
    const bytes = Array.from(word);
    return { chars: bytes, origins: bytes.map(() => sources[Math.max(0, at++)] ?? 0) };
  });
}

/** One mark per blank, with one put before where the tokenizer says so; a word begins with each mark. */
function alignMetaspace({ chars: { length }, origins }: AlignedText, marked: string, mark: string): AlignedText[] {
  const chars = Array.from(marked);
  const added = chars.length - length;
  const whole = { chars, origins: chars.map((_, index) => origins[Math.max(0, index - added)] ?? 0) };
  const starts = chars.flatMap((char, index) => (index === 0 || char === mark ? [index] : []));
  return starts.map((start, index) => sliceText(whole, start, starts[index + 1] ?? chars.length));
}
