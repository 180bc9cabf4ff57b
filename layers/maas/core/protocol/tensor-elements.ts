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

/**
 * JSON values → the elements of a tensor: exact or refused, never wrapped, rounded to an integer, or cut.
 * @throws MaasError INVALID_TENSOR naming the first value that does not fit
 */
export function parseElements(datatype: Datatype, values: readonly unknown[], name: string): TensorData {
  switch (datatype) {
    case 'BOOL': return fill(new Uint8Array(values.length), values, parseBool, datatype, name);
    case 'UINT8': return fill(new Uint8Array(values.length), values, smallInteger(datatype), datatype, name);
    case 'UINT16': return fill(new Uint16Array(values.length), values, smallInteger(datatype), datatype, name);
    case 'UINT32': return fill(new Uint32Array(values.length), values, smallInteger(datatype), datatype, name);
    case 'INT8': return fill(new Int8Array(values.length), values, smallInteger(datatype), datatype, name);
    case 'INT16': return fill(new Int16Array(values.length), values, smallInteger(datatype), datatype, name);
    case 'INT32': return fill(new Int32Array(values.length), values, smallInteger(datatype), datatype, name);
    case 'UINT64': return fill(new BigUint64Array(values.length), values, bigInteger(datatype), datatype, name);
    case 'INT64': return fill(new BigInt64Array(values.length), values, bigInteger(datatype), datatype, name);
    case 'FP32': return fill(new Float32Array(values.length), values, parseFloat32, datatype, name);
    case 'FP64': return fill(new Float64Array(values.length), values, parseFloat64, datatype, name);
    case 'BYTES': return fill(new Array<string>(values.length), values, parseText, datatype, name);
    case 'FP16': throw new MaasError('INVALID_TENSOR', `'${name}' is FP16, which has no JSON form; send it as a binary tensor.`);
  }
}

function fill<T, A extends Record<number, T>>(elements: A, values: readonly unknown[], parse: ElementParser<T>, datatype: Datatype, name: string): A {
  for (let index = 0; index < values.length; index++) {
    const element = parse(values[index]);
    if (element === undefined) throw new MaasError('INVALID_TENSOR', `'${name}' is ${datatype}, and its value ${describe(values[index])} at position ${index} is none.`);
    elements[index] = element;
  }
  return elements;
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

function bigInteger(datatype: keyof typeof INTEGER_RANGES): ElementParser<bigint> {
  const [least, most] = INTEGER_RANGES[datatype];
  return (value) => {
    if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) return undefined;
    const element = BigInt(value as number | bigint);
    return element >= least && element <= most ? element : undefined;
  };
}

function parseFloat64(value: unknown): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function parseFloat32(value: unknown): number | undefined {
  const number = parseFloat64(value);
  return number !== undefined && Number.isFinite(Math.fround(number)) ? number : undefined;
}

/** ONNX Runtime cuts strings at U+0000 and bends lone surrogates. */
function parseText(value: unknown): string | undefined {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0') ? value : undefined;
}
