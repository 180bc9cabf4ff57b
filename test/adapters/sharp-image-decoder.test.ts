import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { SharpImageDecoder } from '../../layers/maas/adapters/sharp-image-decoder.ts';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';

const decoder = new SharpImageDecoder();
const FOLDER = path.resolve(import.meta.dirname, '../fixtures/references/digits-cnn/images');
/**
 * PNG, JPEG and WebP of every kind: grey, palette, 16 bits, CMYK, progressive, with alpha, turned
 * by EXIF.
 */
const files = readdirSync(FOLDER).map((file): [string, Buffer] => [
  file,
  readFileSync(path.join(FOLDER, file)),
]);

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = [Buffer.alloc(4), Buffer.alloc(4)];
  ends[0]?.writeUInt32BE(data.length);
  ends[1]?.writeUInt32BE(crc32(body));
  return Buffer.concat([ends[0] ?? body, body, ends[1] ?? body]);
}

interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly colour?: number;
  readonly extra?: readonly Buffer[];
  readonly pixels?: Buffer;
}

/** RGB of 8 bits, and black, unless said otherwise. */
function createPng({
  width,
  height,
  depth = 8,
  colour = 2,
  extra = [],
  pixels = Buffer.alloc(64),
}: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Made by test/fixtures/images/make_encoded.py. */
interface Encoded {
  readonly name: string;
  readonly file: string;
  readonly size: readonly [number, number];
  readonly pixels: string;
}
const encoded = readFileSync(
  path.resolve(import.meta.dirname, '../fixtures/images/encoded.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Encoded);

describe('a picture', () => {
  it.each(encoded.map((line): [string, Encoded] => [line.name, line]))(
    "has Pillow's very pixels when it is %s",
    async (_name, { file, size, pixels }) => {
      const picture = await decoder.decode(Buffer.from(file, 'base64'));

      expect([picture.width, picture.height]).toEqual(size);
      expect(Buffer.from(picture.pixels).toString('base64')).toBe(pixels);
    },
  );
});

const plain = (): Sharp =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } });

async function createJpeg(width: number, height: number): Promise<Buffer> {
  const jpeg = await plain().jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return jpeg;
}

/** A lossless one, whose header says more than it holds. */
async function createWebp(width: number, height: number): Promise<Buffer> {
  const webp = await plain().webp({ lossless: true }).toBuffer();
  webp.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  return webp;
}

describe('a picture that is too large', () => {
  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    [
      'a PNG of 60,000 × 60,000',
      () => createPng({ width: 60_000, height: 60_000 }),
      'A picture may have 50000000 pixels, and 65500 on a side. Send a smaller one.',
    ],
    [
      'a PNG of one long row',
      () => createPng({ width: 70_000, height: 1 }),
      "A picture's side may have 65500 pixels; got 70000 × 1. Send a smaller one.",
    ],
    [
      'a JPEG of 65,000 × 65,000',
      () => createJpeg(65_000, 65_000),
      'A picture may have 50000000 pixels, and 65500 on a side. Send a smaller one.',
    ],
    [
      'a JPEG longer than libjpeg can',
      () => createJpeg(65_535, 16),
      'A picture may have 50000000 pixels, and 65500 on a side. Send a smaller one.',
    ],
    [
      'a WebP of 16,383 × 16,383',
      () => createWebp(16_383, 16_383),
      'A picture may have 50000000 pixels, and 65500 on a side. Send a smaller one.',
    ],
    [
      'a PNG of 16 bits and four channels',
      () => createPng({ width: 7000, height: 7000, depth: 16, colour: 6 }),
      'A picture may take 200000000 bytes when it is decoded; one of 7000 × 7000, 4 channels ' +
        'and 16 bits takes 392000000. Send a smaller one.',
    ],
  ])('is refused by its header: %s', async (_about, create, message) => {
    const bytes = await create();

    expect(bytes.length).toBeLessThan(1000);
    await expect(decoder.decode(bytes)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message,
    });
  });

  it('is refused by its header when nothing behind it can be read', async () => {
    await expect(
      decoder.decode(createPng({ width: 0x7fffffff, height: 0x7fffffff })),
    ).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(decoder.decode(createPng({ width: 0, height: 5 }))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  it.each(['zTXt', 'iCCP', 'iTXt'])(
    'is none when it only carries a %s of 64 MB packed into 64 kB',
    async (type) => {
      const text = Buffer.concat([
        Buffer.from(type === 'iTXt' ? 'k\0\x01\0\0\0' : 'k\0\0', 'latin1'),
        deflateSync(Buffer.alloc(64_000_000)),
      ]);

      await expect(
        decoder.decode(createPng({ width: 2, height: 2, extra: [chunk(type, text)] })),
      ).resolves.toMatchObject({ width: 2, height: 2, pixels: Buffer.alloc(12) });
    },
  );
});

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
