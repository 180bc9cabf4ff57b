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
export function mapChars({ chars, origins }: AlignedText, change: (char: string) => string): AlignedText {
  const result: { chars: string[]; origins: number[] } = { chars: [], origins: [] };
  for (let index = 0; index < chars.length; index++) {
    for (const char of change(chars[index] ?? '')) {
      result.chars.push(char);
      result.origins.push(origins[index] ?? 0);
    }
  }
  return result;
}

/** The nth character of what a piece becomes comes from where the piece's nth came from, what is longer from its last. */
export function mapPieces(text: AlignedText, pattern: RegExp, change: (piece: string) => string): AlignedText {
  const result: { chars: string[]; origins: number[] } = { chars: [], origins: [] };
  const keep = (start: number, end: number): void => {
    for (let index = start; index < end; index++) {
      result.chars.push(text.chars[index] ?? '');
      result.origins.push(text.origins[index] ?? 0);
    }
  };
  let kept = 0;
  for (const { start, end, piece } of findPieces(text, pattern)) {
    keep(kept, start);
    Array.from(change(piece)).forEach((char, index) => {
      result.chars.push(char);
      result.origins.push(text.origins[Math.max(start, Math.min(start + index, end - 1))] ?? 0);
    });
    kept = end;
  }
  keep(kept, text.chars.length);
  return result;
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
