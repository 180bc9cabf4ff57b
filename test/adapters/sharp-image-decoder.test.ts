import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decoder, chunk, createPng, plain } from '../support/encoded-pictures.ts';

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
