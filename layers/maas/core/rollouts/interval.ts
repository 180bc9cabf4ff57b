import type { Share } from './evidence.ts';

/** The quantile of the normal distribution for 95 %. */
const Z = 1.959964;

/**
 * Computes the interval that holds the true rate with 95 % (Wilson's), for people to read; nothing
 * is decided by it.
 */
export function toInterval({ count, of }: Share): readonly [number, number] {
  if (of === 0) return [0, 1];
  const rate = count / of;
  const scale = 1 + Z ** 2 / of;
  const middle = (rate + Z ** 2 / (2 * of)) / scale;
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / of + Z ** 2 / (4 * of ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
