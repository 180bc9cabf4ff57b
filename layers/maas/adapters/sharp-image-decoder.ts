import { createRequire } from 'node:module';
import type sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { LIMITS } from '../contract/limits.ts';
import { MaasError } from '../core/errors.ts';
import type { ImageDecoder, Picture } from '../core/ports.ts';

const FORMATS = ['jpeg', 'png', 'webp'];

/**
 * Pictures by sharp (libvips), which is loaded with the first of them: the very pixels that Pillow's `exif_transpose` and `convert('RGB')` give.
 * Where libvips has ideas of its own (16-bit grey, CMYK), Pillow's plain arithmetic is done here.
 */
export class SharpImageDecoder implements ImageDecoder {
  async decode(bytes: Uint8Array): Promise<Picture> {
    const open = loadSharp();
    const image = (): Sharp => open(bytes, { limitInputPixels: LIMITS.imagePixels, failOn: 'truncated', sequentialRead: true }).autoOrient();
    const metadata = await describe(image(), bytes.length);
    try {
      if (metadata.space === 'cmyk') return await decodeCmyk(image());
      if (metadata.depth === 'ushort' && metadata.channels === 1) return await decodeWideGrey(image());
      const { data, info } = await image().toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
      return { width: info.width, height: info.height, pixels: info.channels === 1 ? spreadGrey(data) : data };
    } catch (error) {
      throw toBadImage(error);
    }
  }
}

let loaded: typeof sharp | undefined;

/** By `require`, because a bare `import` ignores NODE_PATH, where a layer may put it. */
function loadSharp(): typeof sharp {
  try {
    return (loaded ??= createRequire(import.meta.filename)('sharp') as typeof sharp);
  } catch (error) {
    throw new MaasError('LOADING_FAILED', `The image decoder could not be loaded; is sharp installed for ${process.platform} on ${process.arch}?`, { cause: error });
  }
}

async function describe(image: Sharp, sizeBytes: number): Promise<Metadata> {
  const metadata = await image.metadata().catch((error: unknown) => { throw toBadImage(error); });
  if (!FORMATS.includes(metadata.format)) throw new MaasError('INVALID_REQUEST', `A picture must be a JPEG, PNG or WebP; got ${metadata.format}, ${sizeBytes} bytes.`);
  if (metadata.width * metadata.height > LIMITS.imagePixels) throw new MaasError('PAYLOAD_TOO_LARGE', `A picture may have ${LIMITS.imagePixels} pixels; got ${metadata.width} × ${metadata.height}.`);
  return metadata;
}

function toBadImage(error: unknown): MaasError {
  if ((error as Error).message.includes('exceeds pixel limit')) return new MaasError('PAYLOAD_TOO_LARGE', `A picture may have ${LIMITS.imagePixels} pixels.`, { cause: error });
  return new MaasError('INVALID_REQUEST', 'A picture cannot be decoded; it must be a whole JPEG, PNG or WebP.', { cause: error });
}

function spreadGrey(grey: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3);
  grey.forEach((value, index) => pixels.fill(value, index * 3, index * 3 + 3));
  return pixels;
}

/** Pillow clips 16 bits to 8, where libvips divides them. */
async function decodeWideGrey(image: Sharp): Promise<Picture> {
  const { data, info } = await image.toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  const wide = new Uint16Array(data.buffer, data.byteOffset, info.width * info.height);
  return { width: info.width, height: info.height, pixels: spreadGrey(Uint8Array.from(wide, (value) => Math.min(value, 255))) };
}

/** Pillow takes black off each ink, where libvips asks a colour profile. */
async function decodeCmyk(image: Sharp): Promise<Picture> {
  const { data, info } = await image.pipelineColourspace('cmyk').toColourspace('cmyk').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(info.width * info.height * 3);
  for (let pixel = 0; pixel < info.width * info.height; pixel++) {
    const light = 255 - (data[pixel * 4 + 3] ?? 0);
    for (let band = 0; band < 3; band++) pixels[pixel * 3 + band] = light - divide255((data[pixel * 4 + band] ?? 0) * light);
  }
  return { width: info.width, height: info.height, pixels };
}

function divide255(product: number): number {
  const rounded = product + 128;
  return ((rounded >> 8) + rounded) >> 8;
}
