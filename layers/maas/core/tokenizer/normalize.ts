import {
  BertNormalizer, LowercaseNormalizer, PrependNormalizer, ReplaceNormalizer, SequenceNormalizer, StripAccentsNormalizer, StripNormalizer, type Normalizer,
} from './library.ts';
import { mapChars, mapPieces, sliceText, type AlignedText } from './aligned-text.ts';

/** Where a Unicode form can be applied piece by piece: a character with the marks, or the parts of a Hangul syllable, that follow it. */
const COMPOSED = /[^][\p{M}\u{1160}-\u{11FF}]*/gu;

/**
 * Normalises as the Rust library does, which the Hugging Face models were made with, and keeps track of where each character came from.
 * Character by character, so that a capital sigma is lowered alike wherever it stands.
 */
export function normalize(text: AlignedText, normalizer: Normalizer | null): AlignedText {
  if (normalizer === null) return text;
  if (normalizer instanceof SequenceNormalizer) return normalizer.normalizers.reduce(normalize, text);
  if (normalizer instanceof BertNormalizer) return mapChars(text, createBertRule(normalizer.config));
  if (normalizer instanceof LowercaseNormalizer) return mapChars(text, (char) => char.toLowerCase());
  if (normalizer instanceof StripAccentsNormalizer) return mapChars(text, (char) => (/^\p{M}$/u.test(char) ? '' : char));
  if (normalizer instanceof StripNormalizer) return strip(text, normalizer.config);
  if (normalizer instanceof PrependNormalizer) return prepend(text, (normalizer.config as { prepend: string }).prepend);
  if (normalizer instanceof ReplaceNormalizer) return normalizer.pattern ? mapPieces(text, normalizer.pattern, () => (normalizer.config as { content?: string }).content ?? '') : text;
  return mapPieces(text, COMPOSED, (piece) => normalizer.normalize(piece)); // NFC, NFD, NFKC, NFKD and Precompiled
}

interface BertOptions {
  readonly clean_text?: boolean;
  readonly handle_chinese_chars?: boolean;
  readonly strip_accents?: boolean | null;
  readonly lowercase?: boolean;
}

function createBertRule({ clean_text: clean, handle_chinese_chars: spaceChinese, strip_accents: stripAccents, lowercase }: BertOptions): (char: string) => string {
  const strips = stripAccents ?? lowercase;
  return (char) => {
    if (char >= '!' && char <= '~') return lowercase ? char.toLowerCase() : char;
    if (clean && isDropped(char)) return '';
    if (clean && /^\s$/u.test(char)) return ' ';
    if (spaceChinese && isChinese(char.codePointAt(0) ?? 0)) return ` ${char} `;
    const plain = strips ? char.normalize('NFD').replace(/\p{Mn}/gu, '') : char;
    return lowercase ? Array.from(plain, (part) => part.toLowerCase()).join('') : plain;
  };
}

function isDropped(char: string): boolean {
  return char === '\0' || char === '\uFFFD' || (!/^[\t\n\r]$/.test(char) && /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u.test(char));
}

/** The ideographs that BERT puts blanks around. */
function isChinese(code: number): boolean {
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0x20000 && code <= 0x2a6df) || (code >= 0x2a700 && code <= 0x2ceaf)
    || (code >= 0xf900 && code <= 0xfaff) || (code >= 0x2f800 && code <= 0x2fa1f);
}

interface StripOptions {
  readonly strip_left?: boolean;
  readonly strip_right?: boolean;
}

function strip(text: AlignedText, { strip_left: left, strip_right: right }: StripOptions): AlignedText {
  const isBlank = (char: string): boolean => /^\s$/u.test(char);
  const first = left ? text.chars.findIndex((char) => !isBlank(char)) : 0;
  const last = right ? text.chars.findLastIndex((char) => !isBlank(char)) : text.chars.length - 1;
  return first === -1 ? sliceText(text, 0, 0) : sliceText(text, first, last + 1);
}

function prepend(text: AlignedText, prefix: string): AlignedText {
  if (text.chars.length === 0) return text;
  const added = Array.from(prefix);
  return { chars: [...added, ...text.chars], origins: [...added.map(() => text.origins[0] ?? 0), ...text.origins] };
}
