import { createRequire } from 'node:module';
import type sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { LIMITS } from '../contract/limits.ts';
import { MaasError } from '../core/errors.ts';
import { requireKnownFormat } from '../core/images/image-bytes.ts';
import type { ImageDecoder, Picture } from '../core/ports/image-decoder.ts';

/** libjpeg's own limit. What is longer would become endless when its shorter side is resized. */
const LONGEST_SIDE = 65_500;

/** Behind a PNG's signature, and the head, width, height and depth of its first chunk. */
const COLOUR_TYPE_AT = 25;

/** Pixels have at most so many channels of a byte each, as the limit of pixels means it. */
const MOST_CHANNELS = 4;

/**
 * Pictures by sharp (libvips), which is loaded with the first of them: the very pixels that
 * Pillow's `exif_transpose` and `convert('RGB')` give. Where libvips has ideas of its own (16-bit
 * grey, CMYK, colour profiles, which nearly every phone writes), Pillow's plain arithmetic is done
 * here.
 */
export class SharpImageDecoder implements ImageDecoder {
  /** The end of the last picture: one after the other, for each may take some 400 MB. */
  #last: Promise<unknown> = Promise.resolve();

  async decode(bytes: Uint8Array): Promise<Picture> {
    requireKnownFormat(bytes);
    const picture = this.#last.then(async () => decodeAlone(bytes));
    this.#last = picture.catch(() => undefined);
    return picture;
  }
}

async function decodeAlone(bytes: Uint8Array): Promise<Picture> {
  const open = loadSharp();
  const image = (): Sharp =>
    open(bytes, {
      limitInputPixels: LIMITS.imagePixels,
      failOn: 'error',
      sequentialRead: true,
      ignoreIcc: true,
    }).autoOrient();
  const metadata = await describe(image());
  try {
    return await decodePixels(image(), metadata, isGreyPng(bytes));
  } catch (error) {
    throw toBadImage(error);
  }
}

async function decodePixels(
  image: Sharp,
  { space, depth }: Metadata,
  isGrey: boolean,
): Promise<Picture> {
  if (space === 'cmyk') return decodeCmyk(image);
  if (depth === 'ushort' && isGrey) return decodeWideGrey(image);
  const { data, info } = await image
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    pixels: info.channels === 1 ? spreadGrey(data) : data,
  };
}

/**
 * Reads its colour type, as the file has it: with a transparent shade, libvips counts two channels.
 */
function isGreyPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[COLOUR_TYPE_AT] === 0;
}

let loaded: typeof sharp | undefined;

/** By `require`, because a bare `import` ignores NODE_PATH, where a layer may put it. */
function loadSharp(): typeof sharp {
  try {
    return (loaded ??= createRequire(import.meta.filename)('sharp') as typeof sharp);
  } catch (error) {
    throw new MaasError(
      'LOADING_FAILED',
      `The image decoder could not be loaded; is sharp installed for ${process.platform} on ` +
        `${process.arch}?`,
      { cause: error },
    );
  }
}

/** Reads the header, before a pixel is decoded. */
async function describe(image: Sharp): Promise<Metadata> {
  const metadata = await image.metadata().catch((error: unknown) => {
    throw toBadImage(error);
  });
  const { width, height, channels, depth, pages = 1 } = metadata;
  if (Math.max(width, height) > LONGEST_SIDE) {
    throw new MaasError(
      'PAYLOAD_TOO_LARGE',
      `A picture's side may have ${LONGEST_SIDE} pixels; got ${width} × ${height}. Send ` +
        'a smaller one.',
    );
  }
  const sizeBytes = width * height * channels * (depth === 'ushort' ? 2 : 1);
  if (sizeBytes > LIMITS.imagePixels * MOST_CHANNELS) {
    throw new MaasError(
      'PAYLOAD_TOO_LARGE',
      `A picture may take ${LIMITS.imagePixels * MOST_CHANNELS} bytes when it is decoded; one ` +
        `of ${width} × ${height}, ${channels} channels and 16 bits takes ${sizeBytes}. ` +
        'Send a smaller one.',
    );
  }
  if (pages > 1) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A picture must stand still; got ${pages} frames of an animation: send one of them.`,
    );
  }
  return metadata;
}

function toBadImage(error: unknown): MaasError {
  if (/exceeds pixel limit|Maximum supported image dimension/.test((error as Error).message)) {
    return new MaasError(
      'PAYLOAD_TOO_LARGE',
      `A picture may have ${LIMITS.imagePixels} pixels, and ${LONGEST_SIDE} on a side. ` +
        'Send a smaller one.',
      { cause: error },
    );
  }
  return new MaasError(
    'INVALID_REQUEST',
    'A picture cannot be decoded; it must be a whole JPEG, PNG or WebP.',
    { cause: error },
  );
}

/** Pillow clips 16 bits to 8, where libvips divides them. */
function spreadGrey(grey: Uint8Array | Uint16Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3);
  for (let index = 0; index < grey.length; index++) {
    const value = Math.min(grey[index] ?? 0, 255);
    pixels[index * 3] = value;
    pixels[index * 3 + 1] = value;
    pixels[index * 3 + 2] = value;
  }
  return pixels;
}

async function decodeWideGrey(image: Sharp): Promise<Picture> {
  const { data, info } = await image
    .removeAlpha()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    pixels: spreadGrey(new Uint16Array(data.buffer, data.byteOffset, info.width * info.height)),
  };
}

/** Pillow takes black off each ink, where libvips asks a colour profile. */
async function decodeCmyk(image: Sharp): Promise<Picture> {
  const { data, info } = await image
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(info.width * info.height * 3);
  for (let pixel = 0; pixel < info.width * info.height; pixel++) {
    const light = 255 - (data[pixel * 4 + 3] ?? 0);
    for (let band = 0; band < 3; band++) {
      pixels[pixel * 3 + band] = light - divide255((data[pixel * 4 + band] ?? 0) * light);
    }
  }
  return { width: info.width, height: info.height, pixels };
}

function divide255(product: number): number {
  const rounded = product + 128;
  return ((rounded >> 8) + rounded) >> 8;
}
