/** A text's characters (code points), each with the position in the original text that it came from: offsets survive normalisation. */
export interface AlignedText {
  readonly chars: readonly string[];
  readonly origins: readonly number[];
}

export function alignText(text: string): AlignedText {
  const chars = Array.from(text);
  return { chars, origins: chars.map((_, index) => index) };
}

export function sliceText({ chars, origins }: AlignedText, start: number, end: number): AlignedText {
  return { chars: chars.slice(start, end), origins: origins.slice(start, end) };
}

/** Each character becomes none, one or several, all of which come from where it came from. */
export function mapChars({ chars, origins }: AlignedText, change: (char: string) => Iterable<string>): AlignedText {
  const result: { chars: string[]; origins: number[] } = { chars: [], origins: [] };
  for (let index = 0; index < chars.length; index++) {
    for (const char of change(chars[index] ?? '')) {
      result.chars.push(char);
      result.origins.push(origins[index] ?? 0);
    }
  }
  return result;
}

/** Puts a piece in the place of each match. */
export function mapPieces(text: AlignedText, pattern: RegExp, change: (piece: AlignedText) => AlignedText): AlignedText {
  const pieces: AlignedText[] = [];
  let kept = 0;
  for (const { start, end } of findPieces(text, pattern)) {
    pieces.push(sliceText(text, kept, start), change(sliceText(text, start, end)));
    kept = end;
  }
  pieces.push(sliceText(text, kept, text.chars.length));
  return { chars: pieces.flatMap(({ chars }) => chars), origins: pieces.flatMap(({ origins }) => origins) };
}

/** Put before a text, a character comes from where its first one does. */
export function prepend(text: AlignedText, prefix: string): AlignedText {
  if (text.chars.length === 0) return text;
  const added = Array.from(prefix);
  return { chars: [...added, ...text.chars], origins: [...added.map(() => text.origins[0] ?? 0), ...text.origins] };
}

export interface Piece {
  /** Positions in `chars`. */
  readonly start: number;
  readonly end: number;
  readonly piece: string;
}

/** All matches of a global pattern, in code points. */
export function findPieces({ chars }: AlignedText, pattern: RegExp): Piece[] {
  let unit = 0;
  let at = 0;
  const seek = (target: number): number => {
    while (unit < target) unit += chars[at++]?.length ?? 1;
    return at;
  };
  return Array.from(chars.join('').matchAll(pattern), (match) => ({ start: seek(match.index), end: seek(match.index + match[0].length), piece: match[0] }));
}
