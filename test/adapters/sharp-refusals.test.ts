import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { decoder, createPng, plain } from '../support/encoded-pictures.ts';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/references/digits-cnn/images');

/**
 * PNG, JPEG and WebP of every kind: grey, palette, 16 bits, CMYK, progressive, with alpha, turned
 * by EXIF.
 */
const files = readdirSync(FOLDER).map((file): [string, Buffer] => [
  file,
  readFileSync(path.join(FOLDER, file)),
]);

async function expectPictureOrError(bytes: Uint8Array): Promise<void> {
  try {
    const { width, height, pixels } = await decoder.decode(bytes);
    expect(pixels.length).toBe(width * height * 3);
    expect(width * height).toBeLessThanOrEqual(LIMITS.imagePixels);
  } catch (error) {
    expect(error).toBeInstanceOf(MaasError);
    expect(['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE']).toContain((error as MaasError).code);
  }
}

describe('what is not a picture', () => {
  it.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['nothing', () => Buffer.alloc(0), 'got nothing.'],
    ['a GIF', async () => plain().gif().toBuffer(), 'bytes of GIF.'],
    ['a TIFF', async () => plain().tiff().toBuffer(), 'bytes of TIFF.'],
    ['an AVIF', async () => plain().avif().toBuffer(), 'bytes of HEIC or AVIF.'],
    [
      'an HEIC',
      () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      'got 24 bytes of HEIC or AVIF.',
    ],
    [
      'a JPEG 2000',
      () => Buffer.from('\0\0\0\x0CjP  \r\n\x87\n', 'latin1'),
      'got 12 bytes of JPEG 2000.',
    ],
    ['an ICO', () => Buffer.from([0, 0, 1, 0, 1, 0, 16, 16]), 'got 8 bytes of ICO.'],
    ['a PPM', () => Buffer.from('P6\n60 40\n255\n'), 'bytes of PPM or PGM.'],
    ['a BMP', () => Buffer.from('BM\x3a\0\0\0', 'latin1'), 'got 6 bytes of BMP.'],
    [
      'an SVG',
      () =>
        Buffer.from(
          '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        ),
      'got 80 bytes of SVG or other XML.',
    ],
    [
      'XML with entities',
      () =>
        Buffer.from(
          '\ufeff<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM ' +
            '"file:///etc/passwd">]><svg>&e;</svg>',
        ),
      'bytes of SVG or other XML.',
    ],
    ['a PDF', () => Buffer.from('%PDF-1.7\n'), 'got 9 bytes of PDF.'],
    ['text', () => Buffer.from('a red rose'), 'got 10 bytes of text.'],
    ['noise', () => Buffer.from([1, 2, 3, 200]), 'got 4 bytes of another kind.'],
  ])('is refused by its content: %s', async (_about, create, ending) => {
    await expect(decoder.decode(await create())).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(
        new RegExp(`^A picture must be a JPEG, PNG or WebP; .*${ending.replace('.', '\\.')}$`),
      ) as unknown,
    });
  });

  it('is an animation, of which one frame must be chosen', async () => {
    const frames = await sharp(
      [await plain().png().toBuffer(), await plain().negate().png().toBuffer()],
      { join: { animated: true } },
    )
      .webp()
      .toBuffer();

    await expect(decoder.decode(frames)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'A picture must stand still; got 2 frames of an animation: send one of them.',
    });
  });
});

describe('a damaged picture', () => {
  // Of the smallest, of a few pixels, what is cut off is less than the pixels.
  it.each(files.filter(([, { length }]) => length > 200))(
    'is refused when it ends in the middle: %s',
    async (_file, bytes) => {
      for (const share of [0.5, 0.75, 0.9]) {
        await expect(
          decoder.decode(bytes.subarray(0, Math.floor(bytes.length * share))),
        ).rejects.toMatchObject({
          code: 'INVALID_REQUEST',
          message: 'A picture cannot be decoded; it must be a whole JPEG, PNG or WebP.',
        });
      }
    },
  );

  it("is refused when a PNG's check sum does not fit", async () => {
    const bytes = createPng({ width: 2, height: 2 });
    bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30); // of the header

    await expect(decoder.decode(bytes)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('ends in a picture or in an error of ours, whatever was changed', async () => {
    const change = fc.record({ at: fc.nat(), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files.map(([, bytes]) => bytes).filter(({ length }) => length < 5000)),
        fc.array(change, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        async (source, changes, cut) => {
          const bytes = Buffer.from(source);
          for (const { at, value } of changes) bytes[at % bytes.length] = value;
          await expectPictureOrError(cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it('ends in an error of ours where it is any bytes behind a true beginning', async () => {
    const beginnings = [
      '',
      '\xff\xd8\xff',
      '\x89PNG\r\n\x1a\n',
      'RIFF\x20\0\0\0WEBPVP8 ',
      'RIFF\x20\0\0\0WEBPVP8L',
    ].map((text) => Buffer.from(text, 'latin1'));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...beginnings),
        fc.uint8Array({ maxLength: 300 }),
        async (beginning, rest) => {
          await expectPictureOrError(Buffer.concat([beginning, rest]));
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});
