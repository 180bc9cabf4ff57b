import type { TensorData } from '../tensor.ts';
import { readList } from './number-list.ts';
import { HIGH, LOW, readLongs } from './read-longs.ts';
import { readSingles } from './read-singles.ts';

type SmallArray = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array;
const SMALL: ReadonlyMap<unknown, new (count: number) => SmallArray> = new Map<
  unknown,
  new (count: number) => SmallArray
>([
  ['UINT8', Uint8Array],
  ['UINT16', Uint16Array],
  ['UINT32', Uint32Array],
  ['INT8', Int8Array],
  ['INT16', Int16Array],
  ['INT32', Int32Array],
]);

/**
 * Reads the elements of a tensor from the bytes of a JSON list, flat or nested as the shape says, and
 * makes no value of each: as `JSON.parse` and `parseElements` give them.
 * @param text ends with its bracket, and its buffer has a few bytes more
 * @param shape without zeros
 * @returns undefined for what it does not read: doubles, which mostly have more digits than fit into
 *   one, integers from 2^53 on or with a point, and whatever is to be refused
 */
export function readNumbers(
  datatype: unknown,
  shape: readonly number[],
  text: Uint8Array,
): TensorData | undefined {
  if (datatype === 'FP32') {
    return readList(text, shape, (count) => new Float32Array(count), readSingles);
  }
  const isLong = datatype === 'INT64' || datatype === 'UINT64';
  const small = SMALL.get(datatype);
  if (!isLong && !small) return undefined;
  const halves = readList(text, shape, (count) => new Int32Array(2 * count), readLongs);
  if (!halves) return undefined;
  if (datatype === 'INT64') return new BigInt64Array(halves.buffer);
  if (small) return narrow(new small(halves.length / 2), halves);
  for (let at = HIGH; at < halves.length; at += 2) if ((halves[at] ?? 0) < 0) return undefined;
  return new BigUint64Array(halves.buffer);
}

/** @returns undefined where one does not fit */
function narrow<A extends SmallArray>(elements: A, halves: Int32Array): A | undefined {
  for (let index = 0; index < elements.length; index++) {
    const low = (halves[2 * index + LOW] ?? 0) >>> 0;
    const value = (halves[2 * index + HIGH] ?? 0) * 2 ** 32 + low;
    elements[index] = value;
    if (elements[index] !== value) return undefined;
  }
  return elements;
}
