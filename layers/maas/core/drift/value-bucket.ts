/**
 * Numbers counted in buckets that are the same everywhere and need no baseline: 64 to each power
 * of two, so that a bucket is 1.6 % wide. Counts of any instances can be added up, and quantiles
 * are read from them later.
 */
const FRACTION_BITS = 23;
const KEPT_BITS = 6;
const SHIFT = FRACTION_BITS - KEPT_BITS;
const LARGEST = 3.4e38;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The bucket of a finite number: it grows with the number. */
export function toBucket(value: number): number {
  float[0] = Math.min(LARGEST, Math.max(-LARGEST, Math.abs(value)));
  const magnitude = (bits[0] ?? 0) >>> SHIFT;
  return value < 0 ? -magnitude - 1 : magnitude;
}

/** The least number of a bucket. */
export function toLowerEdge(bucket: number): number {
  const isNegative = bucket < 0;
  bits[0] = (isNegative ? -bucket : bucket) << SHIFT;
  const edge = Math.min(LARGEST, float[0] ?? 0);
  return isNegative ? -edge : edge;
}
