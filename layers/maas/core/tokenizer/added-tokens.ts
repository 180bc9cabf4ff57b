import { alignText, findPieces, sliceText, type AlignedText, type Piece } from './aligned-text.ts';
import { isBlank, type Normalize } from './normalize.ts';
import { escapePattern } from './pattern.ts';

/** An entry of `added_tokens`. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word?: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  readonly normalized?: boolean;
}

export type Section = { readonly text: AlignedText } | { readonly token: FoundToken };

interface FoundToken {
  readonly id: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What it was found as, the blanks that it took along included. */
  readonly source: string;
}

/** Tokens that stand in a text as they are (`[MASK]`), some looked for in the text as it came, some after it was normalised. */
export class AddedTokens {
  readonly #raw: Matcher | undefined;
  readonly #normalized: Matcher | undefined;

  constructor(tokens: readonly AddedToken[], normalize: Normalize) {
    this.#raw = createMatcher(tokens.filter(({ normalized }) => !normalized), ({ content }) => content);
    this.#normalized = createMatcher(tokens.filter(({ normalized }) => normalized), ({ content }) => normalize(alignText(content)).chars.join(''));
  }

  splitRaw(text: AlignedText): Section[] {
    return split(text, this.#raw);
  }

  splitNormalized(text: AlignedText): Section[] {
    return split(text, this.#normalized);
  }
}

interface Matcher {
  readonly pattern: RegExp;
  readonly tokens: ReadonlyMap<string, AddedToken>;
}

const WORD_CHAR = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]';

/** The longest token wins where several begin at one place. */
function createMatcher(tokens: readonly AddedToken[], toContent: (token: AddedToken) => string): Matcher | undefined {
  const byContent = new Map(tokens.map((token) => [toContent(token), token]));
  byContent.delete('');
  if (byContent.size === 0) return undefined;
  const alternatives = [...byContent].sort(([a], [b]) => b.length - a.length).map(([content, token]) => toPattern(content, token));
  return { pattern: new RegExp(alternatives.join('|'), 'gu'), tokens: byContent };
}

function toPattern(content: string, { single_word: isWord }: AddedToken): string {
  const literal = escapePattern(content);
  return isWord ? `(?<!${WORD_CHAR})${literal}(?!${WORD_CHAR})` : literal;
}

function split(text: AlignedText, matcher: Matcher | undefined): Section[] {
  if (!matcher) return [{ text }];
  const sections: Section[] = [];
  let kept = 0;
  for (const piece of findPieces(text, matcher.pattern)) {
    const token = matcher.tokens.get(piece.piece);
    if (!token) continue;
    const { start, end } = widen(text, piece, token, kept);
    if (start > kept) sections.push({ text: sliceText(text, kept, start) });
    sections.push({ token: { id: token.id, text: token.content, start: text.origins[start] ?? 0, end: (text.origins[end - 1] ?? -1) + 1, source: text.chars.slice(start, end).join('') } });
    kept = end;
  }
  if (kept < text.chars.length || sections.length === 0) sections.push({ text: sliceText(text, kept, text.chars.length) });
  return sections;
}

/** Some tokens take the blanks beside them along. */
function widen({ chars }: AlignedText, { start, end }: Piece, { lstrip, rstrip }: AddedToken, least: number): { start: number; end: number } {
  const isBlankAt = (index: number): boolean => isBlank(chars[index] ?? '');
  let [from, to] = [start, end];
  while (lstrip && from > least && isBlankAt(from - 1)) from--;
  while (rstrip && isBlankAt(to)) to++;
  return { start: from, end: to };
}
