/**
 * NaN and the infinities as Python's `json` writes them; JSON has none of them. Parsed, they are
 * symbols: what takes numbers cannot take them unawares, and 1e400, which is too large for a
 * number, is not Infinity.
 */
const TEXTS = ['NaN', 'Infinity', '-Infinity'];
const LITERALS: ReadonlyMap<string, symbol> = new Map(TEXTS.map((text) => [text, Symbol(text)]));
const NUMBERS: ReadonlyMap<unknown, number> = new Map(
  [...LITERALS].map(([text, literal]) => [literal, Number(text)]),
);

/** Stands before a literal that was made a string; a body that has it itself is left alone. */
const MARK = '\uE00D';
const ESCAPED_MARK = /\\ue00d/i;

/** The literal's value, parsed. */
export function getLiteral(text: 'Infinity' | '-Infinity'): symbol | undefined {
  return LITERALS.get(text);
}

/** A JSON number, a bigint or one of the literals as a number; undefined for anything else. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : NUMBERS.get(value);
}

/**
 * Parses JSON that may have the literals, for what `JSON.parse` refuses; undefined where they are
 * not what it refuses.
 */
export function parseWithLiterals(text: string, parse: (json: string) => unknown): unknown {
  if (text.includes(MARK) || ESCAPED_MARK.test(text)) return undefined;
  const json = markLiterals(text);
  if (json === undefined) return undefined;
  try {
    return replaceMarks(parse(json));
  } catch {
    return undefined;
  }
}

/** Makes a marked string of each literal outside of strings; undefined where there is none. */
function markLiterals(text: string): string | undefined {
  const parts: string[] = [];
  const next = /"|(-?Infinity|NaN)\b(?!\s*:)/g;
  let copied = 0;
  for (let match = next.exec(text); match; match = next.exec(text)) {
    if (match[0] === '"') {
      next.lastIndex = findStringEnd(text, next.lastIndex) + 1;
      continue;
    }
    parts.push(text.slice(copied, match.index), `"${MARK}${match[0]}"`);
    copied = next.lastIndex;
  }
  return parts.length === 0 ? undefined : [...parts, text.slice(copied)].join('');
}

function findStringEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const end = text.indexOf('"', at);
    if (end === -1) return text.length;
    if (!isEscaped(text, end)) return end;
    at = end;
  }
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

/** In place. What was parsed is no deeper than requests may be. */
function replaceMarks(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.startsWith(MARK) ? (LITERALS.get(value.slice(MARK.length)) ?? value) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const item = holder[key];
    if (typeof item === 'string' || typeof item === 'object') holder[key] = replaceMarks(item);
  }
  return value;
}
