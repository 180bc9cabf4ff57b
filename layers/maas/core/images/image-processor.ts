import type { Picture } from '../ports.ts';
import { resample } from './resample.ts';

/** How a picture becomes the numbers that a model reads: what `preprocessor_config.json` says, in the order of its steps. */
export interface ImageProcessor {
  /** To this size, or so that the shorter edge has this length. */
  readonly resize?: { readonly height: number; readonly width: number } | { readonly shortestEdge: number };
  /** Pillow's number of the filter. */
  readonly resample: number;
  readonly crop?: { readonly height: number; readonly width: number };
  readonly rescale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const BANDS = 3;

/** @returns the picture as one plane per colour, or as colours side by side where `channelsLast` */
export function processImage(picture: Picture, processor: ImageProcessor, channelsLast: boolean): { readonly width: number; readonly height: number; readonly values: Float32Array } {
  const resized = resize(picture, processor);
  const { width, height, pixels } = processor.crop ? cropCenter(resized, processor.crop) : resized;
  const values = new Float32Array(pixels.length);
  const area = width * height;
  for (let band = 0; band < BANDS; band++) {
    const [mean = 0, std = 1] = [processor.mean[band], processor.std[band]];
    for (let pixel = 0; pixel < area; pixel++) {
      const at = pixel * BANDS + band;
      values[channelsLast ? at : band * area + pixel] = (Math.fround((pixels[at] ?? 0) * processor.rescale) - mean) / std;
    }
  }
  return { width, height, values };
}

function resize(picture: Picture, { resize: target, resample: filter }: ImageProcessor): Picture {
  if (!target) return picture;
  if ('height' in target) return resample(picture, target.width, target.height, filter);
  const [shorter, longer] = picture.width <= picture.height ? [picture.width, picture.height] : [picture.height, picture.width];
  const long = Math.trunc((target.shortestEdge * longer) / shorter);
  return picture.width <= picture.height ? resample(picture, target.shortestEdge, long, filter) : resample(picture, long, target.shortestEdge, filter);
}

/** The middle; where the picture is smaller than that, black stands around it. */
function cropCenter({ width, height, pixels }: Picture, target: { readonly height: number; readonly width: number }): Picture {
  const top = toOffset(height, target.height);
  const left = toOffset(width, target.width);
  const result = new Uint8Array(target.width * target.height * BANDS);
  for (let row = Math.max(0, -top); row < target.height && row + top < height; row++) {
    const from = Math.max(0, left);
    const to = Math.min(width, left + target.width);
    const source = (row + top) * width;
    result.set(pixels.subarray((source + from) * BANDS, (source + to) * BANDS), (row * target.width + from - left) * BANDS);
  }
  return { ...target, pixels: result };
}

/** Where the crop begins in the picture; before it, by the larger half, where the picture is the smaller one. */
function toOffset(size: number, target: number): number {
  return size >= target ? Math.floor((size - target) / 2) : -Math.ceil((target - size) / 2);
}
