import type { Picture } from '../ports/image-decoder.ts';

/**
 * Pillow's filters by its own numbers, as `preprocessor_config.json` names them: how far they
 * reach, and their weight at a distance.
 */
const FILTERS: Readonly<
  Record<number, { readonly support: number; readonly weigh: (distance: number) => number }>
> = {
  1: { support: 3, weigh: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) }, // Lanczos
  2: { support: 1, weigh: (x) => Math.max(0, 1 - Math.abs(x)) }, // bilinear
  3: { support: 2, weigh: (x) => bicubic(Math.abs(x)) },
  4: { support: 0.5, weigh: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) }, // box
  5: {
    support: 1,
    weigh: (x) => (Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI)) : 0),
  }, // Hamming
};

export const NEAREST = 0;
export const RESAMPLES: readonly number[] = [NEAREST, ...Object.keys(FILTERS).map(Number)];

/** Bits behind the point of Pillow's integer weights. */
const PRECISION = 22;
const BANDS = 3;

/**
 * Resizes as Pillow 12.2 does, to the very byte: in two passes, first along the rows, with integer
 * weights, clipped to bytes in between. sharp's own filters are others: they end up to 0.3 off in a
 * normalised tensor.
 */
export function resample(picture: Picture, width: number, height: number, filter: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  if (filter === NEAREST) return pickNearest(picture, width, height);
  const { support, weigh } = FILTERS[filter] ?? { support: 1, weigh: () => NaN };
  const wide =
    picture.width === width
      ? picture.pixels
      : alongRows(picture, width, toWeights(picture.width, width, support, weigh));
  const pixels =
    picture.height === height
      ? wide
      : alongColumns(wide, width, height, toWeights(picture.height, height, support, weigh));
  return { width, height, pixels };
}

/**
 * For one place of the result: the first place of the source that it is made of, and the weight of
 * each from there on.
 */
interface Weights {
  readonly first: number;
  readonly weights: Int32Array;
}

const NOWHERE: Weights = { first: 0, weights: new Int32Array(0) };

function toWeights(
  size: number,
  target: number,
  support: number,
  weigh: (distance: number) => number,
): Weights[] {
  const scale = size / target;
  const stretch = Math.max(scale, 1);
  const reach = support * stretch;
  return Array.from({ length: target }, (_, place) => {
    const center = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - reach + 0.5));
    const last = Math.min(size, Math.trunc(center + reach + 0.5));
    const weights = Array.from({ length: last - first }, (_unused, index) =>
      weigh((index + first - center + 0.5) * (1 / stretch)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return {
      first,
      weights: Int32Array.from(weights, (weight) => toInteger(sum === 0 ? weight : weight / sum)),
    };
  });
}

function toInteger(weight: number): number {
  return Math.trunc(weight * 2 ** PRECISION + (weight < 0 ? -0.5 : 0.5));
}

function alongRows(
  { width, height, pixels }: Picture,
  target: number,
  places: readonly Weights[],
): Uint8Array {
  const result = new Uint8ClampedArray(target * height * BANDS);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < target; column++) {
      const { first, weights } = places[column] ?? NOWHERE;
      blend(
        pixels,
        (row * width + first) * BANDS,
        BANDS,
        weights,
        result,
        (row * target + column) * BANDS,
      );
    }
  }
  return new Uint8Array(result.buffer);
}

function alongColumns(
  pixels: Uint8Array,
  width: number,
  target: number,
  places: readonly Weights[],
): Uint8Array {
  const result = new Uint8ClampedArray(width * target * BANDS);
  for (let row = 0; row < target; row++) {
    const { first, weights } = places[row] ?? NOWHERE;
    for (let column = 0; column < width; column++) {
      blend(
        pixels,
        (first * width + column) * BANDS,
        width * BANDS,
        weights,
        result,
        (row * width + column) * BANDS,
      );
    }
  }
  return new Uint8Array(result.buffer);
}

/** One pixel: the weighted sum of those that begin at `from` and lie `step` bytes apart. */
function blend(
  pixels: Uint8Array,
  from: number,
  step: number,
  weights: Int32Array,
  result: Uint8ClampedArray,
  to: number,
): void {
  for (let band = 0; band < BANDS; band++) {
    let sum = 1 << (PRECISION - 1);
    for (let index = 0; index < weights.length; index++) {
      sum += (pixels[from + index * step + band] ?? 0) * (weights[index] ?? 0);
    }
    result[to + band] = sum >> PRECISION;
  }
}

function pickNearest(
  { width, height, pixels }: Picture,
  targetWidth: number,
  targetHeight: number,
): Picture {
  const result = new Uint8Array(targetWidth * targetHeight * BANDS);
  const [columns, rows] = [toNearest(width, targetWidth), toNearest(height, targetHeight)];
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let band = 0; band < BANDS; band++) {
        result[at++] = pixels[(row * width + column) * BANDS + band] ?? 0;
      }
    }
  }
  return { width: targetWidth, height: targetHeight, pixels: result };
}

/** By repeated addition, as Pillow does, so that roundings agree. */
function toNearest(size: number, target: number): number[] {
  const scale = size / target;
  const places: number[] = [];
  for (let at = scale * 0.5; places.length < target; at += scale) {
    places.push(Math.min(size - 1, Math.floor(at)));
  }
  return places;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

function bicubic(x: number): number {
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}
