import { COMMA, MINUS, SPACE, ZERO, skipSpace } from './number-list.ts';

/** Powers of ten, each the nearest double. */
const POWERS = Float64Array.from({ length: 64 }, (_, exponent) => Number(`1e${exponent}`));
/** Up to here powers of ten and whole numbers are exact as doubles. */
const [MOST_EXACT_POWER, MOST_EXACT] = [22, 2 ** 53];
/** Up to here a whole number was rounded fourteen times at most while its digits came in. */
const MOST_WHOLE = 1e22;
/** Each of these roundings, and those of the power of ten, is off by 2^-53 of a number at most. */
const [BELOW, ABOVE] = [1 - 2 ** -48, 1 + 2 ** -48];

const [PLUS, POINT, LETTER_E, LOWER] = [0x2b, 0x2e, 0x65, 0x20];
const FOUR_ZEROS = 0x30303030;
/** More than any exponent can make up for. */
const TOO_LARGE = 1e9;

/**
 * Reads the float32 that `Math.fround` makes of the double that is nearest to each number: the hot
 * loop of pictures and embeddings, in two thirds of the time of `JSON.parse`. No call and no value
 * on the heap per number, and branches only where numbers are alike, so that the processor guesses
 * rightly.
 * @returns where it ends; -1 for what it does not read, as what may be one of two float32
 */
export function readSingles(
  text: Uint8Array,
  words: DataView,
  start: number,
  elements: Float32Array,
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
    if (byte < MINUS) return -1;
    const minus = ((MINUS - byte) >>> 31) ^ 1;
    at += minus;
    const begin = at;
    let whole = 0;
    byte = text[at] ?? 0;
    const isZero = byte === ZERO;
    for (; (byte ^ ZERO) <= 9; byte = text[++at] ?? 0) whole = whole * 10 + (byte ^ ZERO);
    if (at === begin || (isZero && at > begin + 1)) return -1;
    let exponent = 0;
    if (byte === POINT) {
      const point = ++at;
      let word = words.getInt32(at, true) ^ FOUR_ZEROS;
      while (hasFourDigits(word)) {
        whole = whole * 1e4 + joinDigits(word);
        at += 4;
        word = words.getInt32(at, true) ^ FOUR_ZEROS;
      }
      byte = text[at] ?? 0;
      for (; (byte ^ ZERO) <= 9; byte = text[++at] ?? 0) whole = whole * 10 + (byte ^ ZERO);
      exponent = point - at;
      if (exponent === 0) return -1;
    }
    if ((byte | LOWER) === LETTER_E) {
      exponent += readPower(text, ++at);
      at = skipPower(text, at);
      byte = text[at] ?? 0;
    }
    const value =
      exponent < 0 ? whole / (POWERS[-exponent] ?? NaN) : whole * (POWERS[exponent] ?? NaN);
    if (whole >= MOST_EXACT || exponent < -MOST_EXACT_POWER || exponent > MOST_EXACT_POWER) {
      if (whole > MOST_WHOLE || !isSureAsSingle(value)) return -1;
    }
    elements[index] = value * (1 - (minus << 1));
    if (index === to - 1) return at;
    if (byte <= SPACE) {
      at = skipSpace(text, words, at);
      byte = text[at] ?? 0;
    }
    if (byte !== COMMA) return -1;
    at++;
  }
}

/** What follows an e; `TOO_LARGE` for more than two digits and for none. */
function readPower(text: Uint8Array, from: number): number {
  const isSigned = text[from] === MINUS || text[from] === PLUS;
  const at = isSigned ? from + 1 : from;
  const end = skipPower(text, from);
  if (end === at || end > at + 2) return TOO_LARGE;
  let power = 0;
  for (let place = at; place < end; place++) power = power * 10 + ((text[place] ?? 0) ^ ZERO);
  return text[from] === MINUS ? -power : power;
}

function skipPower(text: Uint8Array, from: number): number {
  let at = text[from] === MINUS || text[from] === PLUS ? from + 1 : from;
  while (((text[at] ?? 0) ^ ZERO) <= 9) at++;
  return at;
}

/** True if all that the number may be is one float32, and finite. */
function isSureAsSingle(value: number): boolean {
  const single = Math.fround(value * ABOVE);
  return single === Math.fround(value * BELOW) && single !== Infinity;
}

function hasFourDigits(word: number): boolean {
  return ((word | (word + 0x76767676)) & 0x80808080) === 0;
}

/** The first digit stands in the lowest byte. */
function joinDigits(word: number): number {
  const pairs = (Math.imul(word, 10) + (word >>> 8)) & 0x00ff00ff;
  return (Math.imul(pairs, 100) + (pairs >>> 16)) & 0xffff;
}
