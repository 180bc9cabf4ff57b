import type { MaasError } from '../errors.ts';
import type { Datatype, TensorData } from '../tensor.ts';
import { toNumber } from '../json/json-literals.ts';

/** Turns one JSON value into an element; undefined when the value is none of the datatype. */
type ElementParser<T> = (value: unknown) => T | undefined;

const INTEGER_RANGES = {
  UINT8: [0n, 255n],
  UINT16: [0n, 65_535n],
  UINT32: [0n, 4_294_967_295n],
  UINT64: [0n, 18_446_744_073_709_551_615n],
  INT8: [-128n, 127n],
  INT16: [-32_768n, 32_767n],
  INT32: [-2_147_483_648n, 2_147_483_647n],
  INT64: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
} as const;

/** Describes the elements to send for a datatype, as sentences go on after "send". */
export function describeDatatype(datatype: Datatype): string {
  switch (datatype) {
    case 'BOOL':
      return 'true or false';
    case 'BYTES':
      return 'a string without U+0000';
    case 'FP16':
      return 'it as a binary tensor, as FP16 has no JSON form';
    case 'FP32':
      return 'a number of up to 3.4e38';
    case 'FP64':
      return 'a number of up to 1.8e308';
    default:
      return `a whole number from ${INTEGER_RANGES[datatype].join(' to ')}`;
  }
}

/** Makes the error for a value that is none of the datatype. @param index of all values */
export type RefuseElement = (value: unknown, index: number) => MaasError;

/** The innermost lists of a tensor's data, in order; flat data are one. */
export type Rows = readonly (readonly unknown[])[];

/**
 * JSON values → the elements of a tensor: exact or refused, never wrapped, rounded to an integer,
 * or cut.
 * @param count of all values in the rows
 * @throws MaasError what `refuse` makes of the first value that does not fit
 */
export function parseElements(
  datatype: Datatype,
  rows: Rows,
  count: number,
  refuse: RefuseElement,
): TensorData {
  switch (datatype) {
    case 'BOOL':
      return fill(new Uint8Array(count), rows, parseBool, refuse);
    case 'UINT8':
      return fill(new Uint8Array(count), rows, smallInteger(datatype), refuse);
    case 'UINT16':
      return fill(new Uint16Array(count), rows, smallInteger(datatype), refuse);
    case 'UINT32':
      return fill(new Uint32Array(count), rows, smallInteger(datatype), refuse);
    case 'INT8':
      return fill(new Int8Array(count), rows, smallInteger(datatype), refuse);
    case 'INT16':
      return fill(new Int16Array(count), rows, smallInteger(datatype), refuse);
    case 'INT32':
      return fill(new Int32Array(count), rows, smallInteger(datatype), refuse);
    case 'UINT64':
      return (
        fillLongs(new BigUint64Array(count), rows, 0) ??
        fill(new BigUint64Array(count), rows, bigInteger(datatype), refuse)
      );
    case 'INT64':
      return (
        fillLongs(new BigInt64Array(count), rows, -MOST_SHORT - 1) ??
        fill(new BigInt64Array(count), rows, bigInteger(datatype), refuse)
      );
    case 'FP32':
      return (
        fillFinite(new Float32Array(count), rows) ??
        fillFloats(new Float32Array(count), rows, refuse)
      );
    case 'FP64':
      return (
        fillFinite(new Float64Array(count), rows) ??
        fillFloats(new Float64Array(count), rows, refuse)
      );
    case 'BYTES':
      return fill(new Array<string>(count), rows, parseText, refuse);
    case 'FP16':
      throw refuse(rows[0]?.[0], 0);
  }
}

function fill<T, A extends Record<number, T>>(
  elements: A,
  rows: Rows,
  parse: ElementParser<T>,
  refuse: RefuseElement,
): A {
  let index = 0;
  for (const row of rows) {
    for (const value of row) {
      const element = parse(value);
      if (element === undefined) throw refuse(value, index);
      elements[index++] = element;
    }
  }
  return elements;
}

/**
 * The hot loop of pictures and embeddings: no call per element, and by its index, as an iterator
 * takes three times as long. @returns undefined where a value is no finite number
 */
function fillFinite<A extends Float32Array | Float64Array>(elements: A, rows: Rows): A | undefined {
  let index = 0;
  for (const row of rows) {
    const { length } = row;
    for (let at = 0; at < length; at++) {
      const value = row[at];
      if (typeof value !== 'number') return undefined;
      elements[index] = value;
      const stored = elements[index++] ?? NaN;
      if (stored - stored !== 0) return undefined; // NaN, or infinite in 32 bits
    }
  }
  return elements;
}

const MOST_SHORT = 2 ** 31 - 1;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * The hot loop of token ids: no bigint is made, a tenth of the time of `fill`.
 * @returns undefined where a value is no whole number from `least` to 2^31 - 1
 */
function fillLongs<A extends BigInt64Array | BigUint64Array>(
  elements: A,
  rows: Rows,
  least: number,
): A | undefined {
  const halves = new Int32Array(elements.buffer);
  let low = IS_LITTLE_ENDIAN ? 0 : 1;
  let high = 1 - low;
  for (const row of rows) {
    const { length } = row;
    for (let at = 0; at < length; at++) {
      const value = row[at];
      if (typeof value !== 'number') return undefined;
      const whole = value | 0;
      if (whole !== value || whole < least) return undefined;
      halves[low] = whole;
      halves[high] = whole >> 31;
      low += 2;
      high += 2;
    }
  }
  return elements;
}

/** Floats among which something else is. */
function fillFloats<A extends Float32Array | Float64Array>(
  elements: A,
  rows: Rows,
  refuse: RefuseElement,
): A {
  let index = 0;
  for (const row of rows) {
    for (const value of row) {
      if (typeof value === 'number') elements[index] = value;
      // A number that overflows is infinite only once it stands in 32 bits.
      if (typeof value !== 'number' || !Number.isFinite(elements[index])) {
        elements[index] = toFloat(value, elements, index, refuse);
      }
      index++;
    }
  }
  return elements;
}

/**
 * Converts what is no plain finite number of the datatype: integers beyond 2^53, NaN and the
 * infinities where they are meant.
 */
function toFloat(
  value: unknown,
  elements: Float32Array | Float64Array,
  index: number,
  refuse: RefuseElement,
): number {
  if (value === null) return NaN;
  const number = typeof value === 'number' ? undefined : toNumber(value);
  if (number === undefined) throw refuse(value, index);
  elements[index] = number;
  if (typeof value === 'bigint' && !Number.isFinite(elements[index])) throw refuse(value, index);
  return number;
}

function parseBool(value: unknown): number | undefined {
  return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : undefined;
}

function smallInteger(datatype: keyof typeof INTEGER_RANGES): ElementParser<number> {
  const [least, most] = INTEGER_RANGES[datatype].map(Number) as [number, number];
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : undefined;
}

/**
 * Comparing bigints costs more than making them: only those that no double can hold are compared.
 */
function bigInteger(datatype: 'UINT64' | 'INT64'): ElementParser<bigint> {
  const [least, most] = INTEGER_RANGES[datatype];
  const leastNumber = Number(least);
  return (value) => {
    if (typeof value === 'number') {
      return Number.isSafeInteger(value) && value >= leastNumber ? BigInt(value) : undefined;
    }
    return typeof value === 'bigint' && value >= least && value <= most ? value : undefined;
  };
}

/** ONNX Runtime cuts strings at U+0000 and bends lone surrogates. */
function parseText(value: unknown): string | undefined {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
    ? value
    : undefined;
}
