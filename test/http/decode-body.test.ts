import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { decodeBody } from '../../layers/maas/http/decode-body.ts';

const BODY = Buffer.from(JSON.stringify({ text: '这是一个正面的文本'.repeat(50) }));
const MIB = 1024 * 1024;

describe('decodeBody', () => {
  it.each([undefined, '', 'identity', 'Identity', 'identity, identity'])(
    'leaves the bytes alone when the coding is %j',
    async (coding) => {
      expect(await decodeBody(BODY, coding)).toBe(BODY);
    },
  );

  it.each([
    ['gzip', gzipSync(BODY)],
    ['GZIP', gzipSync(BODY)],
    ['x-gzip', gzipSync(BODY)],
    [' gzip ', gzipSync(BODY)],
    ['identity, gzip', gzipSync(BODY)],
    [
      'gzip of two members',
      Buffer.concat([gzipSync(BODY.subarray(0, 10)), gzipSync(BODY.subarray(10))]),
    ],
    ['deflate', deflateSync(BODY)],
    ['Deflate', deflateSync(BODY)],
    ['deflate without a zlib header', deflateRawSync(BODY)],
  ])('gives the bytes back when the coding is %s', async (coding, encoded) => {
    expect(
      Buffer.from(await decodeBody(encoded, coding.split(' of ')[0]?.split(' without ')[0])),
    ).toEqual(BODY);
  });

  it.each(['br', 'zstd', 'compress', 'gzip, gzip', 'deflate, gzip', 'gzip;q=1', '*'])(
    'answers UNSUPPORTED_MEDIA_TYPE when the coding is %s',
    async (coding) => {
      await expect(decodeBody(BODY, coding)).rejects.toMatchObject({
        code: 'UNSUPPORTED_MEDIA_TYPE',
      });
    },
  );

  it.each([
    ['gzip is cut', 'gzip', gzipSync(BODY).subarray(0, 40)],
    ['gzip is cut in its checksum', 'gzip', gzipSync(BODY).subarray(0, -1)],
    ['gzip has another checksum', 'gzip', flip(gzipSync(BODY), -6)],
    ['gzip is not gzip', 'gzip', BODY],
    ['gzip is in truth deflate', 'gzip', deflateSync(BODY)],
    ['something follows gzip', 'gzip', Buffer.concat([gzipSync(BODY), Buffer.from('more')])],
    ['deflate is cut', 'deflate', deflateSync(BODY).subarray(0, 40)],
    ['raw deflate is cut', 'deflate', deflateRawSync(BODY).subarray(0, 20)],
    ['deflate has another checksum', 'deflate', flip(deflateSync(BODY), -1)],
    [
      'something follows deflate',
      'deflate',
      Buffer.concat([deflateSync(BODY), Buffer.from('more')]),
    ],
    ['deflate is not deflate', 'deflate', Buffer.from('{"text": "x"}')],
  ])('answers INVALID_REQUEST when %s', async (_, coding, encoded) => {
    await expect(decodeBody(encoded, coding)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])(
    'answers PAYLOAD_TOO_LARGE, and keeps no more than the limit, when a bomb comes as %s',
    async (coding, encode) => {
      const bomb = encode(Buffer.alloc(64 * MIB));
      const before = process.memoryUsage().arrayBuffers;
      await expect(decodeBody(bomb, coding, MIB)).rejects.toMatchObject({
        code: 'PAYLOAD_TOO_LARGE',
        message: expect.stringContaining(String(MIB)),
      });
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MIB);
    },
  );

  it('takes exactly the limit, and not one byte more', async () => {
    expect(await decodeBody(gzipSync(Buffer.alloc(1000)), 'gzip', 1000)).toHaveLength(1000);
    await expect(decodeBody(gzipSync(Buffer.alloc(1001)), 'gzip', 1000)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
  });

  it('gives any bytes back when they were compressed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1 }),
        fc.constantFrom(
          ['gzip', gzipSync] as const,
          ['deflate', deflateSync] as const,
          ['deflate', deflateRawSync] as const,
        ),
        async (bytes, [coding, encode]) => {
          expect(Buffer.from(await decodeBody(encode(bytes), coding))).toEqual(Buffer.from(bytes));
        },
      ),
    );
  });

  it('answers bytes or one of our errors when any bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array(),
        fc.oneof(fc.constantFrom('gzip', 'deflate', 'identity'), fc.string()),
        async (bytes, coding) => {
          const outcome = await decodeBody(bytes, coding, 1000).catch((error: unknown) => error);
          expect(outcome instanceof Uint8Array || outcome instanceof MaasError).toBe(true);
        },
      ),
    );
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  const flipped = Buffer.from(bytes);
  const index = flipped.length + at;
  flipped[index] = (flipped[index] ?? 0) ^ 1;
  return flipped;
}
