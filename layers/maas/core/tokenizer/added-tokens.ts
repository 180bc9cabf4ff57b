import { alignText, sliceText, type AlignedText } from './aligned-text.ts';
import { isBlank, type Normalize } from './normalize.ts';

/** An entry of `added_tokens`. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
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
  /** The text that it was found as, the blanks that it took along included. */
  readonly source: string;
}

/**
 * Tokens that stand in a text as they are (`[MASK]`), some looked for in the text as it came, some
 * after it was normalised.
 */
export class AddedTokens {
  readonly #raw: Node;
  readonly #normalized: Node;

  constructor(tokens: readonly AddedToken[], normalize: Normalize) {
    this.#raw = createTrie(
      tokens.filter(({ normalized }) => !normalized),
      ({ content }) => Array.from(content),
    );
    this.#normalized = createTrie(
      tokens.filter(({ normalized }) => normalized),
      ({ content }) => normalize(alignText(content)).chars,
    );
  }

  splitRaw(text: AlignedText): Section[] {
    return split(text, this.#raw);
  }

  splitNormalized(text: AlignedText): Section[] {
    return split(text, this.#normalized);
  }
}

/** The tokens by their characters: whatever their number, a text is looked through once. */
interface Node {
  readonly next: Map<string, Node>;
  token?: AddedToken;
}

function createTrie(
  tokens: readonly AddedToken[],
  toChars: (token: AddedToken) => readonly string[],
): Node {
  const root: Node = { next: new Map() };
  for (const token of tokens) {
    let node = root;
    for (const char of toChars(token)) {
      let child = node.next.get(char);
      if (!child) node.next.set(char, (child = { next: new Map() }));
      node = child;
    }
    if (node !== root) node.token = token;
  }
  return root;
}

interface Match {
  readonly token: AddedToken;
  readonly start: number;
  readonly end: number;
}

/** The longest token wins where several begin at one place. */
function findMatch({ chars }: AlignedText, start: number, root: Node): Match | undefined {
  let match: Match | undefined;
  for (
    let node = root.next.get(chars[start] ?? ''), end = start + 1;
    node;
    node = node.next.get(chars[end++] ?? '')
  ) {
    if (
      node.token &&
      !(node.token.single_word && (isWordChar(chars[start - 1]) || isWordChar(chars[end])))
    ) {
      match = { token: node.token, start, end };
    }
  }
  return match;
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u.test(char);
}

function split(text: AlignedText, root: Node): Section[] {
  if (root.next.size === 0) return [{ text }];
  const sections: Section[] = [];
  let kept = 0;
  for (let at = 0; at < text.chars.length;) {
    const match = findMatch(text, at, root);
    at = match?.end ?? at + 1;
    if (!match) continue;
    const { token } = match;
    const { start, end } = widen(text, match, kept);
    if (start > kept) sections.push({ text: sliceText(text, kept, start) });
    sections.push({
      token: {
        id: token.id,
        text: token.content,
        start: text.origins[start] ?? 0,
        end: (text.origins[end - 1] ?? -1) + 1,
        source: text.chars.slice(start, end).join(''),
      },
    });
    kept = end;
  }
  if (kept < text.chars.length || sections.length === 0) {
    sections.push({ text: sliceText(text, kept, text.chars.length) });
  }
  return sections;
}

/** Some tokens take the blanks beside them along. */
function widen(
  { chars }: AlignedText,
  { start, end, token: { lstrip, rstrip } }: Match,
  least: number,
): { start: number; end: number } {
  const isBlankAt = (index: number): boolean => isBlank(chars[index] ?? '');
  let [from, to] = [start, end];
  while (lstrip && from > least && isBlankAt(from - 1)) from--;
  while (rstrip && isBlankAt(to)) to++;
  return { start: from, end: to };
}
