/**
 * A text's characters (code points), each with the position in the original text that it came from:
 * offsets survive normalisation.
 */
export interface AlignedText {
  readonly chars: readonly string[];
  readonly origins: readonly number[];
}

export function alignText(text: string): AlignedText {
  const chars = Array.from(text);
  return { chars, origins: chars.map((_, index) => index) };
}

export function sliceText(
  { chars, origins }: AlignedText,
  start: number,
  end: number,
): AlignedText {
  return { chars: chars.slice(start, end), origins: origins.slice(start, end) };
}

/** Each character becomes none, one or several, all of which come from where it came from. */
export function mapChars(
  { chars, origins }: AlignedText,
  change: (char: string) => Iterable<string>,
  result: AlignedTextBuilder = new AlignedTextBuilder(),
): AlignedText {
  for (let index = 0; index < chars.length; index++) {
    for (const char of change(chars[index] ?? '')) result.push(char, origins[index] ?? 0);
  }
  return result;
}

/** Put before a text, a character comes from where its first one does. */
export function prepend(
  text: AlignedText,
  prefix: string,
  result: AlignedTextBuilder = new AlignedTextBuilder(),
): AlignedText {
  if (text.chars.length === 0) return text;
  for (const char of prefix) result.push(char, text.origins[0] ?? 0);
  result.copy(text, 0, text.chars.length);
  return result;
}

/** A text that is being written. */
export class AlignedTextBuilder implements AlignedText {
  readonly chars: string[] = [];
  readonly origins: number[] = [];
  readonly #most: number;
  readonly #refuse: () => Error;

  /** @param refuse what is thrown at the first character above `most` */
  constructor(
    most = Infinity,
    refuse: () => Error = () => new Error(`The text has more than ${most} characters.`),
  ) {
    this.#most = most;
    this.#refuse = refuse;
  }

  push(char: string, origin: number): void {
    if (this.chars.length >= this.#most) throw this.#refuse();
    this.chars.push(char);
    this.origins.push(origin);
  }

  /** The characters of another text as they are. */
  copy({ chars, origins }: AlignedText, start: number, end: number): void {
    for (let index = start; index < end; index++) {
      this.push(chars[index] ?? '', origins[index] ?? 0);
    }
  }
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
  return Array.from(chars.join('').matchAll(pattern), (match) => ({
    start: seek(match.index),
    end: seek(match.index + match[0].length),
    piece: match[0],
  }));
}
