import { refuse } from '../faults/conversion-error.ts';

export type NumberList =
  Float64Array | Float32Array | Int32Array | Int16Array | Int8Array | Uint8Array;

/** A value of JSON or UBJSON; a list of numbers alone is typed. */
export type Value = string | number | boolean | null | NumberList | readonly Value[] | Fields;
export type Fields = ReadonlyMap<string, Value>;

/**
 * Skips and maps parts of a document while it is read, so that the reader never holds all of it.
 */
export interface DocumentVisitor {
  /** Tells whether nobody needs the value of this key: it is read over. */
  isSkipped(key: string): boolean;
  /** Takes an item of the list under a key when it was read; what it gives stands in its place. */
  mapItem(key: string, item: Value): Value;
}

export function isFields(value: Value | undefined): value is Fields {
  return value instanceof Map;
}

export function isNumberList(value: Value | undefined): value is NumberList {
  return ArrayBuffer.isView(value);
}

export function getFields(fields: Fields, key: string, place: string): Fields {
  const value = fields.get(key);
  return isFields(value) ? value : missing(place, key, 'an object');
}

export function getText(fields: Fields, key: string, place: string): string {
  const value = fields.get(key);
  return typeof value === 'string' ? value : missing(place, key, 'a text');
}

export function getNumbers(fields: Fields, key: string, place: string): NumberList {
  const value = fields.get(key);
  if (isNumberList(value)) return value;
  return Array.isArray(value) && value.length === 0
    ? new Float64Array(0)
    : missing(place, key, 'a list of numbers');
}

/** @returns an empty list where there is none */
export function getTexts(fields: Fields, key: string, place: string): readonly string[] {
  const value = fields.get(key) ?? [];
  if (isNumberList(value) && value.length === 0) return [];
  const isOfTexts =
    Array.isArray(value) && value.every((item: Value): item is string => typeof item === 'string');
  return isOfTexts ? value : missing(place, key, 'a list of texts');
}

/** XGBoost writes most of its numbers as text. */
export function getWholeNumber(
  fields: Fields,
  key: string,
  place: string,
  fallback?: number,
): number {
  const value = fields.get(key) ?? fallback;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
    ? number
    : missing(place, key, 'a whole number');
}

function missing(place: string, key: string, what: string): never {
  return refuse(
    `${place} has no ${what.replace(/^an? /, '')} under "${key}"`,
    'save the model again with save_model',
  );
}
