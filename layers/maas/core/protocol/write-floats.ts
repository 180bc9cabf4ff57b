import { Buffer } from 'node:buffer';

/** No number takes more, its comma with it: `-0.00000123456789,`, `-123456789000000000000,`. */
const MOST_BYTES = 24;
/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
/** By so many digits any float32 is told from all others; most need one less. */
const MOST_DIGITS = 9;
/** Numbers of so few digits are all told apart as float32. */
const SAFE_DIGITS = 6;
/** From here to there, one product with a power of ten, or one quotient, is exact enough. */
const [LEAST_FAST, MOST_FAST] = [1e-13, 1e21];
/** Whole numbers below are their own digits. */
const MOST_WHOLE = 1e9;
/** Smaller exponents are written out, as JavaScript does. */
const LEAST_PLAIN = -6;

const [ZERO, COMMA, MINUS, POINT, LETTER_E] = [0x30, 0x2c, 0x2d, 0x2e, 0x65];
const LOG10_OF_2 = Math.log10(2);

/**
 * Writes float32 numbers as a JSON list, each with the fewest digits that give back its bits when
 * they are read as float32 (beyond 1e-13 and 1e21 with nine): half of the bytes that
 * `JSON.stringify`, which tells doubles apart, writes of them. -0 stays -0; NaN and the infinities
 * are null.
 */
export function writeFloats(data: Float32Array): string {
  const text = Buffer.allocUnsafe(data.length * MOST_BYTES + 2);
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  let at = 0;
  text[at++] = 0x5b;
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? NaN;
    const size = Math.abs(value);
    if (index > 0) text[at++] = COMMA;
    if (value < 0 && size < Infinity) text[at++] = MINUS;
    if (size < MOST_WHOLE && size === (size | 0) && size > 0) {
      at = writeWhole(text, at, size);
    } else if (size >= LEAST_FAST && size < MOST_FAST) {
      at = writeSize(text, at, size, ((bits[index] ?? 0) >>> 23) & 0xff);
    } else {
      at += text.write(describeRest(value), at, 'latin1');
    }
  }
  text[at++] = 0x5d;
  return text.toString('latin1', 0, at);
}

/** The rare ones; of negative numbers what follows the sign. */
function describeRest(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0';
  if (!Number.isFinite(value)) return 'null';
  return String(Number(Math.abs(value).toPrecision(MOST_DIGITS)));
}

/** @param power of two, as the number's bits have it */
function writeSize(text: Buffer, at: number, size: number, power: number): number {
  let exponent = Math.floor((power - 127) * LOG10_OF_2);
  if (size >= scale(1, exponent + 1)) exponent++;
  let places = MOST_DIGITS - 2 - exponent;
  let digits = Math.round(scale(size, places));
  if (Math.fround(scale(digits, -places)) !== size) {
    places++;
    digits = Math.round(scale(size, places));
  } else {
    for (let fewer = places - 1; fewer >= SAFE_DIGITS - 1 - exponent; fewer--) {
      const shorter = Math.round(scale(size, fewer));
      if (Math.fround(scale(shorter, -fewer)) !== size) break;
      digits = shorter;
      places = fewer;
    }
    while (digits % 10 === 0) {
      digits /= 10;
      places--;
    }
  }
  return writeDecimal(text, at, digits, places);
}

/** number × 10^exponent, rounded once. */
function scale(number: number, exponent: number): number {
  return exponent < 0 ? number / (POWERS[-exponent] ?? NaN) : number * (POWERS[exponent] ?? NaN);
}

/** Writes digits × 10^-places. @returns where it ends */
function writeDecimal(text: Buffer, at: number, digits: number, places: number): number {
  if (places <= 0) {
    const end = writeWhole(text, at, digits);
    text.fill(ZERO, end, end - places);
    return end - places;
  }
  const exponent = countDigits(digits) - 1 - places;
  if (exponent < LEAST_PLAIN) return writeExponent(text, at, digits, exponent);
  const point = at + Math.max(1, exponent + 1);
  const end = point + 1 + places;
  let rest = digits;
  for (let to = end - 1; to > point; to--) rest = putLast(text, to, rest);
  text[point] = POINT;
  for (let to = point - 1; to >= at; to--) rest = putLast(text, to, rest);
  return end;
}

/** Writes digits of which the first stands before the point, and an exponent below zero. */
function writeExponent(text: Buffer, at: number, digits: number, exponent: number): number {
  const count = countDigits(digits);
  let end = writeDecimal(text, at, digits, count - 1);
  text[end++] = LETTER_E;
  text[end++] = MINUS;
  return writeWhole(text, end, -exponent);
}

function writeWhole(text: Buffer, at: number, whole: number): number {
  const end = at + countDigits(whole);
  let rest = whole;
  for (let to = end - 1; to >= at; to--) rest = putLast(text, to, rest);
  return end;
}

/** Writes the last digit. @returns those before it */
function putLast(text: Buffer, at: number, digits: number): number {
  const before = (digits / 10) | 0;
  text[at] = ZERO + digits - before * 10;
  return before;
}

function countDigits(whole: number): number {
  let count = 1;
  while (whole >= (POWERS[count] ?? NaN)) count++;
  return count;
}
