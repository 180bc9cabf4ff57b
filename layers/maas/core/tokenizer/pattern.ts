/** A pattern of `tokenizer.json`: a text as it stands, or a regular expression of Oniguruma. */
export type PatternConfig = { readonly String: string } | { readonly Regex: string };

const WORD = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}`;
/** Numbers of Latin-1 (¹ ² ³ ¼ ½ ¾) that its `\w` has, too, but not within brackets. */
const WORD_ALONE = String.raw`${WORD}\u00b2\u00b3\u00b9\u00bc-\u00be`;
/** Oniguruma's short classes in Unicode, to stand between the brackets of a class. */
const CLASSES: Readonly<Record<string, string>> = {
  s: '\\p{White_Space}',
  S: '\\P{White_Space}',
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: WORD,
};
/** What stands outside of brackets otherwise than within; no `\W` can be written there. */
const ALONE: Readonly<Record<string, string>> = { w: `[${WORD_ALONE}]`, W: `[^${WORD_ALONE}]` };
/** Escapes that JavaScript reads as Oniguruma does. */
const SAME = /^[pPnrtfv0-9^$\\.*+?()[\]{}|/]$/;

/** @throws Error for an expression that JavaScript would read otherwise, or not at all */
export function toPattern(config: PatternConfig): RegExp {
  return new RegExp(
    'String' in config ? escapePattern(config.String) : translate(config.Regex),
    'gu',
  );
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function translate(source: string): string {
  let isClass = false;
  return source.replace(/\\u\{?[0-9A-Fa-f]+\}?|\\x[0-9A-Fa-f]{2}|\\[^]|&&|[^]/gu, (part) => {
    if (part.length > 1 && part.startsWith('\\') && !/^\\[ux]./.test(part)) {
      return translateEscape(part, part.slice(1), isClass);
    }
    if (isClass) {
      if (part === '[' || part === '&&') {
        throw new Error(`Classes within classes are not known: ${source}`);
      }
      if (part === ']') isClass = false;
      return part;
    }
    if (part === '[') isClass = true;
    return ANCHORS[part] ?? part;
  });
}

/** Oniguruma's lines end at \n alone. */
const ANCHORS: Readonly<Record<string, string>> = {
  '.': '[^\\n]',
  '^': '(?<![^\\n])',
  $: '(?![^\\n])',
};

function translateEscape(part: string, char: string, isClass: boolean): string {
  const inside = CLASSES[char];
  const alone = ALONE[char] ?? (inside === undefined ? undefined : `[${inside}]`);
  const known = isClass ? inside : alone;
  if (known !== undefined) return known;
  if (SAME.test(char)) return part;
  if (/[A-Za-z]/.test(char)) {
    throw new Error(`The escape ${part} of a regular expression is not known.`);
  }
  return isClass && char === '-' ? part : char;
}
