import { MaasError } from '../errors.ts';
import { quote, quoteShape } from '../quote.ts';
import type { Datatype, Tensor, TensorData } from '../tensor.ts';
import { describeDatatype, parseElements, type Rows } from './tensor-elements.ts';
import { writeFloats } from './write-floats.ts';

/**
 * JSON data, nested as the shape says or flat → a tensor. In floats null is NaN, as in answers, and
 * NaN and the infinities are taken as Python writes them.
 * @param data as JSON has them, or the elements that `parseWithNumbers` made of them
 * @throws MaasError INVALID_TENSOR when data and shape disagree or a value does not fit
 */
export function decodeTensorJson(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  data: unknown,
): Tensor {
  if (ArrayBuffer.isView(data)) return { datatype, shape, data: data as TensorData };
  if (!Array.isArray(data) && shape.length > 0) {
    throw new MaasError('INVALID_TENSOR', `The data of '${name}' must be a JSON list.`);
  }
  const expected = countElements(shape);
  return {
    datatype,
    shape,
    data: parseElements(datatype, findRows(name, shape, data, expected), expected, (value, index) =>
      misfit(name, datatype, shape, value, index),
    ),
  };
}

function misfit(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  value: unknown,
  index: number,
): MaasError {
  return new MaasError(
    'INVALID_TENSOR',
    `'${name}' is ${datatype} and has ${quote(value)}${describePlace(shape, index)}: send ` +
      `${describeDatatype(datatype)}${isFloat(datatype) ? ', or null for NaN' : ''}.`,
  );
}

function isFloat(datatype: Datatype): boolean {
  return datatype === 'FP32' || datatype === 'FP64';
}

/** An element's place as it is written in Python, ` at [0][7]`; nothing for a scalar. */
export function describePlace(shape: readonly number[], index: number): string {
  let rest = index;
  const places: number[] = [];
  for (const size of [...shape].reverse()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return places.length === 0 ? '' : ` at ${places.map((place) => `[${place}]`).join('')}`;
}

/** Infinity when the product is beyond all numbers, which then equals no length. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The innermost lists, which hold as many values as the shape has elements. */
function findRows(name: string, shape: readonly number[], data: unknown, expected: number): Rows {
  if (!Array.isArray(data)) return [[data]];
  if (Array.isArray(data[0]) && shape.length > 1) return unnest(name, shape, data);
  if (data.length !== expected) {
    throw new MaasError(
      'INVALID_TENSOR',
      `'${name}' has the shape ${quoteShape(shape)}, so ${expected} elements; got ${data.length}.`,
    );
  }
  return [data];
}

function unnest(name: string, shape: readonly number[], data: readonly unknown[]): Rows {
  let lists: readonly (readonly unknown[])[] = [data];
  requireLength(name, shape, data, 0);
  for (let axis = 1; axis < shape.length; axis++) {
    const inner: (readonly unknown[])[] = [];
    for (const list of lists) {
      for (const item of list) inner.push(requireLength(name, shape, item, axis));
    }
    lists = inner;
  }
  return lists;
}

function requireLength(
  name: string,
  shape: readonly number[],
  level: unknown,
  axis: number,
): readonly unknown[] {
  if (Array.isArray(level) && level.length === shape[axis]) return level;
  const found = Array.isArray(level) ? `a list of ${level.length}` : 'a single value';
  throw new MaasError(
    'INVALID_TENSOR',
    `'${name}' has the shape ${quoteShape(shape)}, but its data has ${found} where a list of ` +
      `${shape[axis] ?? 0} belongs; nest it as the shape says, or give it flat.`,
  );
}

/**
 * A tensor's elements as the text of one flat JSON list. 64-bit integers are exact, float32 has its
 * fewest digits, -0 stays -0, and NaN and the infinities, which JSON cannot say, are null.
 * @throws MaasError INVALID_REQUEST for FP16, which has no JSON form
 */
export function encodeTensorJson(name: string, { datatype, data }: Tensor): string {
  switch (datatype) {
    case 'BOOL':
      return `[${Array.from(data as Uint8Array, (value) => (value ? 'true' : 'false')).join(',')}]`;
    case 'FP16':
      throw new MaasError(
        'INVALID_REQUEST',
        `The output '${name}' is FP16, which has no JSON form; ask for it as binary data.`,
      );
    case 'FP32':
      return writeFloats(data as Float32Array);
    case 'FP64':
      return encodeDoubles(data as Float64Array);
    case 'BYTES':
      return JSON.stringify(data);
    default:
      return `[${data.join(',')}]`;
  }
}

function encodeDoubles(data: Float64Array): string {
  const values: unknown[] = Array.from(data);
  for (let index = 0; index < values.length; index++) {
    if (Object.is(values[index], -0)) values[index] = NEGATIVE_ZERO;
  }
  return JSON.stringify(values);
}

/** `JSON.stringify` writes this value as `-0.0`. The language's types do not know `rawJSON` yet. */
const NEGATIVE_ZERO = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON('-0.0');
