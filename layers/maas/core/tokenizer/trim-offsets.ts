import type { Token } from './token.ts';

/** How byte-level tokens write a blank. */
const BLANK = /^[Ġ\s]$/u;

/** Leaves blanks at a token's ends out of its offsets, as byte-level tokenizers do unless told otherwise. */
export function trimOffsets(token: Token): Token {
  const chars = Array.from(token.text);
  const leading = chars.findIndex((char) => !BLANK.test(char));
  const trailing = chars.length - 1 - chars.findLastIndex((char) => !BLANK.test(char));
  if (leading === 0 && trailing === 0) return token;
  const skipped = leading === -1 ? chars.length : leading;
  // The blank that was put before the very first word is none of the text's.
  const start = Math.min(token.end, token.start + (token.start === 0 && token.end - token.start < chars.length ? skipped - 1 : skipped));
  return { ...token, start, end: Math.max(start, token.end - (leading === -1 ? 0 : trailing)) };
}
