import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { SharpImageDecoder } from '../../layers/maas/adapters/sharp-image-decoder.ts';

export const decoder = new SharpImageDecoder();

export function chunk(type: string, data: Uint8Array): Buffer {
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
export function createPng({
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

export const plain = (): Sharp =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } });
