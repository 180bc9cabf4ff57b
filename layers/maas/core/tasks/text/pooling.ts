import type { Signature } from '../../tensor.ts';
import type { Floats } from '../task/floats.ts';

export const POOLINGS = [
  'cls',
  'max',
  'mean',
  'mean_sqrt_len_tokens',
  'weightedmean',
  'lasttoken',
] as const;
/**
 * The ways in which the vectors of a text's tokens become one; the words are those of
 * sentence-transformers' `1_Pooling/config.json`.
 */
export type Pooling = (typeof POOLINGS)[number];

/** Tells whether an output has one vector per text already. */
export function isPooled({ outputs }: Signature, name: string): boolean {
  return outputs.find((output) => output.name === name)?.shape.length === 2;
}

/**
 * @param row a text's tokens one after the other, `width` numbers each; the padding after the first
 *   `count` is left out
 * @returns one vector, or several joined where there are several ways
 */
export function pool(
  row: Floats,
  count: number,
  width: number,
  ways: readonly Pooling[],
): Float32Array {
  return Float32Array.from(
    ways.flatMap((way) =>
      Array.from({ length: width }, (_, column) =>
        poolColumn((token) => row[token * width + column] ?? NaN, count, way),
      ),
    ),
  );
}

function poolColumn(at: (token: number) => number, count: number, way: Pooling): number {
  switch (way) {
    case 'cls':
      return at(0);
    case 'lasttoken':
      return at(count - 1);
    case 'max':
      return reduce(count, -Infinity, (most, token) => Math.max(most, at(token)));
    case 'mean':
      return reduce(count, 0, (sum, token) => sum + at(token)) / Math.max(count, 1);
    case 'mean_sqrt_len_tokens':
      return reduce(count, 0, (sum, token) => sum + at(token)) / Math.sqrt(Math.max(count, 1));
    case 'weightedmean':
      return (
        reduce(count, 0, (sum, token) => sum + at(token) * (token + 1)) /
        ((count * (count + 1)) / 2)
      );
  }
}

function reduce(
  count: number,
  start: number,
  step: (value: number, token: number) => number,
): number {
  let value = start;
  for (let token = 0; token < count; token++) value = step(value, token);
  return value;
}
