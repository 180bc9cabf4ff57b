/**
 * The greatest difference between two answers' numbers. All else has to be the same: keys, their
 * number, texts, lengths of lists.
 * @throws Error naming the place where it is not
 */
export function measureDifference(got: unknown, expected: unknown, place = 'answer'): number {
  if (typeof got === 'number' && typeof expected === 'number') {
    // Positions, counts and ids are whole numbers on both sides.
    if (
      Number.isInteger(expected) &&
      /\.(?:start|end|index|token)$/.test(place) &&
      got !== expected
    ) {
      throw new Error(`${place} is ${got}, expected ${expected}`);
    }
    return Math.abs(got - expected);
  }
  if (Array.isArray(got) && Array.isArray(expected)) {
    if (got.length !== expected.length) {
      throw new Error(`${place} has ${got.length} items, expected ${expected.length}`);
    }
    return greatest(
      expected.map((item, index) => measureDifference(got[index], item, `${place}[${index}]`)),
    );
  }
  if (isObject(got) && isObject(expected)) {
    const [keys, wanted] = [Object.keys(got).sort(), Object.keys(expected).sort()];
    if (keys.join() !== wanted.join()) {
      throw new Error(`${place} has ${keys.join()}, expected ${wanted.join()}`);
    }
    return greatest(
      wanted.map((key) => measureDifference(got[key], expected[key], `${place}.${key}`)),
    );
  }
  if (got !== expected) {
    throw new Error(`${place} is ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
  }
  return 0;
}

export function greatest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** 1 less the cosine, so that less is better. */
export function measureAngle(got: readonly number[], expected: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);
  return 1 - dot(got, expected) / Math.sqrt(dot(got, got) * dot(expected, expected));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
