import { COMMA, MINUS, SPACE, ZERO, skipSpace } from './number-list.ts';

/** A number below has room for one more digit in 32 bits. */
const MOST_OF_NINE_DIGITS = 1e8;
const MOST_EXACT = 2 ** 53;
const HALF = 2 ** 32;
/** Where the halves of an integer stand. */
export const [LOW, HIGH] = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];

/**
 * Reads whole numbers below 2^53, without point and exponent, as the halves of integers of 64 bits:
 * the hot loop of token ids, as a bigint of each would take ten times as long.
 * @returns where it ends; -1 for what it does not read
 */
export function readLongs(
  text: Uint8Array,
  words: DataView,
  start: number,
  halves: Int32Array,
  from: number,
  to: number,
): number {
  let at = start;
  for (let index = from; ; index++) {
    let byte = text[at] ?? 0;
    if (byte <= SPACE) {
      at = skipSpace(text, words, at);
      byte = text[at] ?? 0;
    }
    const isMinus = byte === MINUS;
    if (isMinus) byte = text[++at] ?? 0;
    const begin = at;
    const isZero = byte === ZERO;
    let low = 0;
    for (; (byte ^ ZERO) <= 9 && low < MOST_OF_NINE_DIGITS; byte = text[++at] ?? 0) {
      low = (low * 10 + (byte ^ ZERO)) | 0;
    }
    if (at === begin || (isZero && at > begin + 1)) return -1;
    if (isMinus) low = -low | 0;
    let high = low >> 31;
    if ((byte ^ ZERO) <= 9) {
      let whole = Math.abs(low);
      for (; (byte ^ ZERO) <= 9; byte = text[++at] ?? 0) whole = whole * 10 + (byte ^ ZERO);
      if (whole >= MOST_EXACT) return -1;
      if (isMinus) whole = -whole;
      low = whole | 0;
      high = Math.floor(whole / HALF);
    }
    halves[2 * index + LOW] = low;
    halves[2 * index + HIGH] = high;
    if (index === to - 1) return at;
    if (byte <= SPACE) {
      at = skipSpace(text, words, at);
      byte = text[at] ?? 0;
    }
    if (byte !== COMMA) return -1;
    at++;
  }
}
