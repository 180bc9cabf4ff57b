import { Buffer } from 'node:buffer';
import type { Picture } from '../ports/image-decoder.ts';

/** Bytes of a PNG before its first chunk, and of a chunk around its data. */
const SIGNATURE = 8;
const HEAD = 8;
const CHECKSUM = 4;
const GREY = 0;
const RGB = 2;
const PALETTE = 3;
const BANDS = 3;

/**
 * The one colour of a PNG that stands for "nothing here", as Pillow keeps it beyond
 * `convert('RGB')`: of a palette with one shade that is transparent whole, of grey and of RGB. What
 * is partly transparent, or has alpha, Pillow forgets.
 */
export function findTransparentColour(bytes: Uint8Array): readonly number[] | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < SIGNATURE + HEAD || file.toString('latin1', 1, 4) !== 'PNG') return undefined;
  const chunks = readChunks(file);
  const header = chunks.get('IHDR');
  const transparency = chunks.get('tRNS');
  if (!header || !transparency || header.length < 10) return undefined;
  const [depth = 0, kind] = [header[8], header[9]];
  if (kind === PALETTE) return findShade(transparency, chunks.get('PLTE'));
  const values = Array.from({ length: Math.floor(transparency.length / 2) }, (_, index) =>
    transparency.readUInt16BE(index * 2),
  );
  if (kind === GREY && depth > 1 && depth <= 8) {
    return new Array<number>(BANDS).fill(values[0] ?? -1);
  }
  return kind === RGB && depth === 8 ? values.slice(0, BANDS) : undefined;
}

/** Only the chunks before the pixels, which is where these stand. */
function readChunks(file: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = SIGNATURE; at + HEAD <= file.length;) {
    const length = file.readUInt32BE(at);
    const name = file.toString('latin1', at + 4, at + HEAD);
    if (name === 'IDAT') break;
    chunks.set(name, file.subarray(at + HEAD, at + HEAD + length));
    at += HEAD + length + CHECKSUM;
  }
  return chunks;
}

function findShade(alphas: Buffer, palette: Buffer | undefined): readonly number[] | undefined {
  const index = alphas.indexOf(0);
  const isOne = index >= 0 && alphas.every((alpha, at) => alpha === (at === index ? 0 : 255));
  return isOne && palette ? [...palette.subarray(index * BANDS, index * BANDS + BANDS)] : undefined;
}

/** Makes every pixel of the colour white, in place, as transformers' `convert_to_rgb` does. */
export function layOnWhite({ pixels }: Picture, colour: readonly number[] | undefined): void {
  if (!colour) return;
  for (let at = 0; at < pixels.length; at += BANDS) {
    if (pixels[at] === colour[0] && pixels[at + 1] === colour[1] && pixels[at + 2] === colour[2]) {
      pixels.fill(255, at, at + BANDS);
    }
  }
}
