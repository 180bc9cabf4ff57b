import { isJsonObject } from '../json/json-object.ts';
import { quote } from '../quote.ts';

/** The difference between numbers that is allowed where nobody says. */
export const DEFAULT_TOLERANCE = 1e-4;

/**
 * Finds where an answer is not the expected one; undefined when it is. Numbers may differ by
 * `tolerance`, relative to the expected one where that is above 1; labels may not differ at all.
 */
export function findDifference(
  expected: unknown,
  actual: unknown,
  tolerance: number,
  place = 'output',
): string | undefined {
  if (Array.isArray(expected)) return compareLists(expected, actual, tolerance, place);
  if (isJsonObject(expected)) return compareObjects(expected, actual, tolerance, place);
  const allowed = place.endsWith('.label') ? 0 : tolerance;
  if (isSame(toNumber(expected), toNumber(actual), allowed)) return undefined;
  const within =
    typeof expected === 'number' && typeof actual === 'number' && allowed > 0
      ? ` within its tolerance, ${allowed} × max(1, ${show(Math.abs(expected))})`
      : '';
  return `${place} is ${show(actual)} and should be ${show(expected)}${within}`;
}

function isSame(expected: unknown, actual: unknown, tolerance: number): boolean {
  if (typeof expected !== 'number' || typeof actual !== 'number') return expected === actual;
  return Math.abs(expected - actual) <= tolerance * Math.max(1, Math.abs(expected));
}

/**
 * NaN and the infinities are null in answers, and an integer is the same as a number or as a
 * bigint, as far as both can hold it.
 */
function toNumber(value: unknown): unknown {
  if (typeof value === 'symbol') return null;
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function compareLists(
  expected: readonly unknown[],
  actual: unknown,
  tolerance: number,
  place: string,
): string | undefined {
  if (!Array.isArray(actual)) return `${place} is ${show(actual)} and should be a list`;
  if (actual.length !== expected.length) {
    return `${place} has ${actual.length} items and should have ${expected.length}`;
  }
  for (const [index, item] of expected.entries()) {
    const difference = findDifference(item, actual[index], tolerance, `${place}[${index}]`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** More keys than expected are no difference: a sample may say as much as it cares for. */
function compareObjects(
  expected: Readonly<Record<string, unknown>>,
  actual: unknown,
  tolerance: number,
  place: string,
): string | undefined {
  if (!isJsonObject(actual)) return `${place} is ${show(actual)} and should be an object`;
  for (const [key, value] of Object.entries(expected)) {
    const difference = findDifference(value, actual[key], tolerance, `${place}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function show(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : quote(value);
}
