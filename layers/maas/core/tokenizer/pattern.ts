/** A pattern of `tokenizer.json`: a text as it stands, or a regular expression of Oniguruma. */
export type PatternConfig = { readonly String: string } | { readonly Regex: string };

/** Oniguruma's short classes in Unicode, to stand between the brackets of a class. */
const CLASSES: Readonly<Record<string, string>> = {
  s: '\\p{White_Space}',
  S: '\\P{White_Space}',
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  w: '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}',
};
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
  if (inside !== undefined) return isClass ? inside : `[${inside}]`;
  if (SAME.test(char)) return part;
  if (/[A-Za-z]/.test(char)) {
    throw new Error(`The escape ${part} of a regular expression is not known.`);
  }
  return isClass && char === '-' ? part : char;
}
