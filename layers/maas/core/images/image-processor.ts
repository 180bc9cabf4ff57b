import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import {
  isEither,
  isFlag,
  isListOf,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
} from '../json/guards.ts';
import type { Picture } from '../ports/image-decoder.ts';
import { resample } from './resample.ts';

/**
 * The steps that turn a picture into the numbers that a model reads, in their order, as
 * `preprocessor_config.json` gives them.
 */
export interface ImageProcessor {
  /** To this size, or so that the shorter edge has this length. */
  readonly resize?:
    { readonly height: number; readonly width: number } | { readonly shortestEdge: number };
  /** Pillow's number of the filter. */
  readonly resample: number;
  readonly crop?: { readonly height: number; readonly width: number };
  /**
   * True if the crop begins at the rounded half of what is left over, as torchvision's does; else
   * at the lower half.
   */
  readonly cropRounds?: boolean;
  readonly rescale: number;
  /** Added to what was rescaled. */
  readonly offset?: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Divides once more: EfficientNet was trained so. */
  readonly secondStd?: readonly number[];
  /**
   * True if the colour that stands for "nothing here" becomes white, as `do_convert_rgb` makes it.
   */
  readonly laysOnWhite?: boolean;
  /** A model that reads grey pictures has 1. */
  readonly channels?: 1;
  /** Blue first, red last. */
  readonly isBgr?: boolean;
}

const isSize = isShape<{ readonly height: number; readonly width: number }>({
  height: isNumber,
  width: isNumber,
});

export const isImageProcessor = isShape<ImageProcessor>({
  resize: isOptional(
    isEither(isSize, isShape<{ readonly shortestEdge: number }>({ shortestEdge: isNumber })),
  ),
  resample: isNumber,
  crop: isOptional(isSize),
  cropRounds: isOptional(isFlag),
  rescale: isNumber,
  offset: isOptional(isNumber),
  mean: isListOf(isNumber),
  std: isListOf(isNumber),
  secondStd: isOptional(isListOf(isNumber)),
  laysOnWhite: isOptional(isFlag),
  channels: isOptional(isOneOf([1])),
  isBgr: isOptional(isFlag),
});

const BANDS = 3;

/**
 * Every step in single precision, as NumPy does it.
 * @returns the picture as one plane per colour, or as colours side by side where `channelsLast`;
 *   one brightness per pixel for a model of grey pictures
 * @throws MaasError PAYLOAD_TOO_LARGE
 */
export function processImage(
  picture: Picture,
  processor: ImageProcessor,
  channelsLast: boolean,
): { readonly width: number; readonly height: number; readonly values: Float32Array } {
  const bands = processor.channels ?? BANDS;
  const resized = resize(bands === 1 ? toGrey(picture) : picture, processor);
  const { width, height, pixels } = processor.crop
    ? cropCenter(resized, processor.crop, processor.cropRounds ?? false)
    : resized;
  const area = width * height;
  if (area * bands > LIMITS.tensorElements) {
    throw new MaasError(
      'PAYLOAD_TOO_LARGE',
      `A tensor may have ${LIMITS.tensorElements} elements; a picture of ${width} × ${height} ` +
        `makes ${area * bands}, for the model takes it as it is.`,
    );
  }
  const values = new Float32Array(area * bands);
  for (let band = 0; band < bands; band++) {
    const toValue = createValues(processor, band);
    const source = processor.isBgr === true ? BANDS - 1 - band : band;
    for (let pixel = 0; pixel < area; pixel++) {
      values[channelsLast ? pixel * bands + band : band * area + pixel] =
        toValue[pixels[pixel * BANDS + source] ?? 0] ?? 0;
    }
  }
  return { width, height, values };
}

/** Pillow's `convert('L')`, the brightness in the place of each colour: ITU-R 601-2 in 16 bits. */
function toGrey({ width, height, pixels }: Picture): Picture {
  const grey = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at += BANDS) {
    const [red = 0, green = 0, blue = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    grey.fill((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16, at, at + BANDS);
  }
  return { width, height, pixels: grey };
}

/**
 * Frees a picture that is done with: up to 150 MB, of which the garbage collector would let several
 * wait.
 */
export function releasePixels({ pixels: { buffer, byteLength } }: Picture): void {
  // A part of a larger buffer may have other readers.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Computes the number that each of the 256 brightnesses of a colour becomes. */
function createValues(
  { rescale, offset = 0, mean, std, secondStd }: ImageProcessor,
  band: number,
): Float32Array {
  const [less, by, again] = [mean[band] ?? 0, std[band] ?? 1, secondStd?.[band] ?? 1].map(
    Math.fround,
  ) as [number, number, number];
  return Float32Array.from({ length: 256 }, (_, byte) => {
    const rescaled = Math.fround(Math.fround(byte * rescale) + offset);
    return Math.fround(Math.fround(rescaled - less) / by) / again;
  });
}

function resize(picture: Picture, { resize: target, resample: filter }: ImageProcessor): Picture {
  if (!target) return picture;
  const { width, height } =
    'height' in target ? target : toShortestEdge(picture, target.shortestEdge);
  // In between stands a picture of the new width and the old height.
  if (width * Math.max(height, picture.height) > LIMITS.imagePixels) {
    throw new MaasError(
      'PAYLOAD_TOO_LARGE',
      `A picture may have ${LIMITS.imagePixels} pixels while it is resized; one of ` +
        `${picture.width} × ${picture.height} becomes ${width} × ${height} for this model. Cut ` +
        'it to less unlike sides.',
    );
  }
  return resample(picture, width, height, filter);
}

function toShortestEdge(
  { width, height }: Picture,
  edge: number,
): { readonly width: number; readonly height: number } {
  const toLonger = (longer: number, shorter: number): number =>
    Math.trunc((edge * longer) / shorter);
  return width <= height
    ? { width: edge, height: toLonger(height, width) }
    : { width: toLonger(width, height), height: edge };
}

/** The middle; where the picture is smaller than that, black stands around it. */
function cropCenter(
  { width, height, pixels }: Picture,
  target: { readonly height: number; readonly width: number },
  rounds: boolean,
): Picture {
  const top = toOffset(height, target.height, rounds);
  const left = toOffset(width, target.width, rounds);
  const result = new Uint8Array(target.width * target.height * BANDS);
  for (let row = Math.max(0, -top); row < target.height && row + top < height; row++) {
    const from = Math.max(0, left);
    const to = Math.min(width, left + target.width);
    const source = (row + top) * width;
    result.set(
      pixels.subarray((source + from) * BANDS, (source + to) * BANDS),
      (row * target.width + from - left) * BANDS,
    );
  }
  return { ...target, pixels: result };
}

/**
 * Finds where the crop begins in the picture; before it, by the larger half, where the picture is
 * the smaller one.
 */
function toOffset(size: number, target: number, rounds: boolean): number {
  const half = (size - target) / 2;
  if (size < target) return -Math.ceil(-half);
  // Python rounds a half to the even neighbour.
  return rounds && !Number.isInteger(half) ? 2 * Math.round(half / 2) : Math.floor(half);
}
