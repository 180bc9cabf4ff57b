import { Buffer } from 'node:buffer';
import { LIMITS } from '../../contract/limits.ts';
import { isJsonObject } from '../json/json-object.ts';
import { parseJson } from '../json/lossless-json.ts';
import type { TensorData } from '../tensor.ts';
import { readNumbers } from './read-numbers.ts';

/** Lists are no deeper than JSON may be. */
const MOST_AXES = 16;
/** Each stands in memory while the rest is parsed. */
const MOST_LISTS = 1000;

const KEY = '"data"';
/** Bytes behind the key that are looked at. */
const NEAR = 64;
const [BACKSLASH, CLOSE] = [0x5c, 0x5d];

/**
 * Parses a request, and reads the numbers of its `data` from their bytes: as `parseJson` gives
 * it, but for these lists, which are the elements of their tensors.
 * @returns undefined for what `parseJson` has to read, or what is to be refused
 */
export function parseWithNumbers(json: Uint8Array): unknown {
  if (json.length > LIMITS.jsonBytes) return undefined;
  const cut = cutLists(Buffer.from(json.buffer, json.byteOffset, json.byteLength));
  if (!cut) return undefined;
  try {
    const request = parseJson(cut.rest, { keepsIntegers: false });
    return isJsonObject(request) && putNumbers(request.inputs, cut.lists) ? request : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Cuts the list out of each `"data": […]`; in its place stands one with its number. The rest has no
 * backslash: without it a quote begins or ends a string, and no key is `data` in other letters.
 */
function cutLists(
  json: Buffer,
): { readonly rest: Buffer; readonly lists: readonly Buffer[] } | undefined {
  const lists: Buffer[] = [];
  const rest: Buffer[] = [];
  let copied = 0;
  let brace = -1;
  for (let at = json.indexOf(KEY); at !== -1; at = json.indexOf(KEY, at)) {
    at += KEY.length;
    const behind = json.toString('latin1', at, at + NEAR);
    const toList = /^\s*:\s*(?=\[)/.exec(behind)?.[0].length;
    if (toList === undefined) {
      if (/^\s*[^\s:]/.test(behind)) continue; // a value
      return undefined;
    }
    const start = at + toList;
    if (brace < start) brace = json.indexOf('}', start);
    const quote = json.subarray(start, brace).indexOf('"');
    const list = json.subarray(start, quote === -1 ? brace : start + quote);
    const length = list.lastIndexOf(CLOSE) + 1;
    if (brace === -1 || length === 0 || lists.length === MOST_LISTS) return undefined;
    rest.push(json.subarray(copied, start), Buffer.from(`[${lists.length}]`));
    lists.push(list.subarray(0, length));
    copied = at = start + length;
  }
  rest.push(json.subarray(copied));
  const joined = Buffer.concat(rest);
  return joined.includes(BACKSLASH) ? undefined : { rest: joined, lists };
}

/** @returns false where a list is not as it should be, or its place is no input's */
function putNumbers(inputs: unknown, lists: readonly Buffer[]): boolean {
  if (!Array.isArray(inputs)) return false;
  let put = 0;
  for (const input of inputs as unknown[]) {
    if (!isJsonObject(input) || !Array.isArray(input.data)) continue;
    const list = lists[Number(input.data[0])];
    const elements = list && readElements(input.datatype, input.shape, list);
    if (!elements) return false;
    (input as { data: unknown }).data = elements;
    put++;
  }
  return put === lists.length;
}

function readElements(datatype: unknown, shape: unknown, list: Buffer): TensorData | undefined {
  if (!Array.isArray(shape) || shape.length > MOST_AXES) return undefined;
  const isShape = shape.every((size) => Number.isSafeInteger(size) && size > 0);
  return isShape ? readNumbers(datatype, shape, list) : undefined;
}
