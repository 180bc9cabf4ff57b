import type { Token } from './token.ts';

/** A blank as byte-level tokens write it. */
const BLANK = /^[\u0120\p{White_Space}]$/u;

/**
 * Leaves blanks at a token's ends out of its offsets, as the Rust library does it.
 * @param source what the token stands for, as the model sees it
 * @param keepsPrefix whether the first token's blank is one that was put before the text
 */
export function trimOffsets<T extends Pick<Token, 'start' | 'end'>>(
  token: T,
  source: string,
  isFirst: boolean,
  keepsPrefix: boolean,
): T {
  const chars = Array.from(source);
  const count = (row: readonly string[]): number =>
    [...row, 'x'].findIndex((char) => !BLANK.test(char));
  const blanks = count(chars);
  const leading = blanks === 1 && keepsPrefix && (isFirst || token.start === 0) ? 0 : blanks;
  const trailing = count(chars.toReversed());
  const start = Math.min(token.start + leading, token.end);
  return {
    ...token,
    start,
    end: token.end >= trailing ? Math.max(token.end - trailing, start) : token.end,
  };
}
