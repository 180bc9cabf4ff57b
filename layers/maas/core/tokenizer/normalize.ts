import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import {
  AlignedTextBuilder,
  findPieces,
  mapChars,
  prepend,
  sliceText,
  type AlignedText,
} from './aligned-text.ts';
import { toPattern, type PatternConfig } from './pattern.ts';
import { createPrecompiled } from './precompiled.ts';
import { remember } from './remember.ts';
import { composeUnicode, type Form } from './unicode-forms.ts';

/** @throws MaasError PAYLOAD_TOO_LARGE where the text would become too long */
export type Normalize = (text: AlignedText) => AlignedText;

/**
 * One of several that follow each other; `begin` makes what it writes into, whose length is
 * limited.
 */
type Step = (text: AlignedText, begin: () => AlignedTextBuilder) => AlignedText;

export interface NormalizerConfig extends BertOptions, StripOptions {
  readonly type: string;
  readonly normalizers?: readonly NormalizerConfig[];
  readonly prepend?: string;
  readonly pattern?: PatternConfig;
  readonly content?: string;
  readonly precompiled_charsmap?: string | null;
}

/**
 * Normalises as the Rust library does, which the Hugging Face models were made with, and keeps
 * track of where each character came from. Character by character, so that a capital sigma is
 * lowered alike wherever it stands.
 * @throws Error for one that is not known
 */
export function createNormalizer(config: NormalizerConfig | null | undefined): Normalize {
  if (!config) return (text) => text;
  const step = createStep(config);
  return (text) => {
    const { length } = text.chars;
    const most = length * LIMITS.normalizedGrowth + LIMITS.normalizedSlack;
    const refuse = (): MaasError =>
      new MaasError(
        'PAYLOAD_TOO_LARGE',
        `The model's tokenizer makes more than ${most} characters of ${length} in a text; send ` +
          'less of it at once.',
      );
    return step(text, () => new AlignedTextBuilder(most, refuse));
  };
}

function createStep(config: NormalizerConfig): Step {
  switch (config.type) {
    case 'Sequence': {
      const steps = (config.normalizers ?? []).map(createStep);
      return (text, begin) => steps.reduce((result, step) => step(result, begin), text);
    }
    case 'BertNormalizer': {
      const rule = remember(createBertRule(config));
      return (text, begin) => mapChars(text, rule, begin());
    }
    case 'Lowercase':
      return (text, begin) => mapChars(text, (char) => char.toLowerCase(), begin());
    case 'StripAccents':
      return (text, begin) =>
        mapChars(text, (char) => (/^\p{M}$/u.test(char) ? '' : char), begin());
    case 'Strip':
      return (text) => strip(text, config);
    case 'Prepend':
      return (text, begin) => prepend(text, config.prepend ?? '', begin());
    case 'Replace':
      return createReplace(config);
    case 'Precompiled': {
      const replace = createPrecompiled(config.precompiled_charsmap);
      return (text, begin) => replace(text, begin());
    }
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return (text, begin) => composeUnicode(text, config.type as Form, begin());
    default:
      throw new Error(`The normalizer ${config.type} is not known.`);
  }
}

/** Replaces matches; the text in a match's place has the origin of the match's last character. */
function createReplace({ pattern, content = '' }: NormalizerConfig): Step {
  if (!pattern) throw new Error('The normalizer Replace has no pattern.');
  const [expression, chars] = [toPattern(pattern), Array.from(content)];
  return (text, begin) => {
    const result = begin();
    let kept = 0;
    for (const { start, end } of findPieces(text, expression)) {
      result.copy(text, kept, start);
      const origin = end > start ? (text.origins[end - 1] ?? 0) : 0;
      for (const char of chars) result.push(char, origin);
      kept = end;
    }
    result.copy(text, kept, text.chars.length);
    return result;
  };
}

interface BertOptions {
  readonly clean_text?: boolean;
  readonly handle_chinese_chars?: boolean;
  readonly strip_accents?: boolean | null;
  readonly lowercase?: boolean;
}

function createBertRule({
  clean_text: clean,
  handle_chinese_chars: spaceChinese,
  strip_accents: stripAccents,
  lowercase,
}: BertOptions): (char: string) => string {
  const strips = stripAccents ?? lowercase;
  return (char) => {
    if (char >= '!' && char <= '~') return lowercase ? char.toLowerCase() : char;
    if (clean && isDropped(char)) return '';
    if (clean && isBlank(char)) return ' ';
    if (spaceChinese && isChinese(char.codePointAt(0) ?? 0)) return ` ${char} `;
    const plain = strips ? char.normalize('NFD').replace(/\p{Mn}/gu, '') : char;
    return lowercase ? Array.from(plain, (part) => part.toLowerCase()).join('') : plain;
  };
}

function isDropped(char: string): boolean {
  return (
    char === '\0' ||
    char === '\uFFFD' ||
    (!/^[\t\n\r]$/.test(char) && /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u.test(char))
  );
}

/** White space as Unicode has it: JavaScript's own knows U+FEFF in addition, and U+0085 not. */
export function isBlank(char: string): boolean {
  return /^\p{White_Space}$/u.test(char);
}

/** The ideographs that BERT puts blanks around. */
function isChinese(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0x20000 && code <= 0x2a6df) ||
    (code >= 0x2a700 && code <= 0x2ceaf) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0x2f800 && code <= 0x2fa1f)
  );
}

interface StripOptions {
  readonly strip_left?: boolean;
  readonly strip_right?: boolean;
}

function strip(
  text: AlignedText,
  { strip_left: left, strip_right: right }: StripOptions,
): AlignedText {
  const first = left ? text.chars.findIndex((char) => !isBlank(char)) : 0;
  const last = right ? text.chars.findLastIndex((char) => !isBlank(char)) : text.chars.length - 1;
  return first === -1 ? sliceText(text, 0, 0) : sliceText(text, first, last + 1);
}
