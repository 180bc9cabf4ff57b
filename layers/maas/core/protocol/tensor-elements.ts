import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { Datatype, TensorData } from '../tensor.ts';

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

/** The innermost lists of a tensor's data, in order; flat data are one. */
export type Rows = readonly (readonly unknown[])[];

/**
 * JSON values → the elements of a tensor: exact or refused, never wrapped, rounded to an integer, or cut.
 * @param count of all values in the rows
 * @throws MaasError INVALID_TENSOR naming the first value that does not fit
 */
export function parseElements(datatype: Datatype, rows: Rows, count: number, name: string): TensorData {
  switch (datatype) {
    case 'BOOL': return fill(new Uint8Array(count), rows, parseBool, datatype, name);
    case 'UINT8': return fill(new Uint8Array(count), rows, smallInteger(datatype), datatype, name);
    case 'UINT16': return fill(new Uint16Array(count), rows, smallInteger(datatype), datatype, name);
    case 'UINT32': return fill(new Uint32Array(count), rows, smallInteger(datatype), datatype, name);
    case 'INT8': return fill(new Int8Array(count), rows, smallInteger(datatype), datatype, name);
    case 'INT16': return fill(new Int16Array(count), rows, smallInteger(datatype), datatype, name);
    case 'INT32': return fill(new Int32Array(count), rows, smallInteger(datatype), datatype, name);
    case 'UINT64': return fill(new BigUint64Array(count), rows, bigInteger(datatype), datatype, name);
    case 'INT64': return fill(new BigInt64Array(count), rows, bigInteger(datatype), datatype, name);
    case 'FP32': return fillFloats(new Float32Array(count), rows, datatype, name);
    case 'FP64': return fillFloats(new Float64Array(count), rows, datatype, name);
    case 'BYTES': return fill(new Array<string>(count), rows, parseText, datatype, name);
    case 'FP16': throw new MaasError('INVALID_TENSOR', `'${name}' is FP16, which has no JSON form; send it as a binary tensor.`);
  }
}

function fill<T, A extends Record<number, T>>(elements: A, rows: Rows, parse: ElementParser<T>, datatype: Datatype, name: string): A {
  let index = 0;
  for (const row of rows) {
    for (const value of row) {
      const element = parse(value);
      if (element === undefined) throw misfit(datatype, value, index, name);
      elements[index++] = element;
    }
  }
  return elements;
}

/** The hot loop of pictures and embeddings: no call per element, four times as fast as `fill`. */
function fillFloats<A extends Float32Array | Float64Array>(elements: A, rows: Rows, datatype: Datatype, name: string): A {
  let index = 0;
  for (const row of rows) {
    for (const value of row) {
      const number = typeof value === 'bigint' ? Number(value) : value;
      if (typeof number === 'number') elements[index] = number;
      // What overflows is infinite only once it stands in 32 bits.
      if (typeof number !== 'number' || !Number.isFinite(elements[index])) throw misfit(datatype, value, index, name);
      index++;
    }
  }
  return elements;
}

function misfit(datatype: Datatype, value: unknown, index: number, name: string): MaasError {
  return new MaasError('INVALID_TENSOR', `'${name}' is ${datatype}, and its value ${describe(value)} at position ${index} is none.`);
}

function describe(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : typeof value === 'string' ? quote(value) : quote(value).slice(1, -1);
}

function parseBool(value: unknown): number | undefined {
  return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : undefined;
}

function smallInteger(datatype: keyof typeof INTEGER_RANGES): ElementParser<number> {
  const [least, most] = INTEGER_RANGES[datatype].map(Number) as [number, number];
  return (value) => (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined);
}

/** Comparing bigints costs more than making them: only those that no double can hold are compared. */
function bigInteger(datatype: 'UINT64' | 'INT64'): ElementParser<bigint> {
  const [least, most] = INTEGER_RANGES[datatype];
  const leastNumber = Number(least);
  return (value) => {
    if (typeof value === 'number') return Number.isSafeInteger(value) && value >= leastNumber ? BigInt(value) : undefined;
    return typeof value === 'bigint' && value >= least && value <= most ? value : undefined;
  };
}

/** ONNX Runtime cuts strings at U+0000 and bends lone surrogates. */
function parseText(value: unknown): string | undefined {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0') ? value : undefined;
}
