import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { RANGE_BYTES } from '../../../layers/maas/core/file-ranges.ts';
import { FileDigest } from '../../../layers/maas/core/ingest/file-digest.ts';
import { makeBytes } from '../../suites/object-store/bodies.ts';

const BYTES = makeBytes(2 * RANGE_BYTES + 3);
const STARTS = [0, RANGE_BYTES, 2 * RANGE_BYTES];

describe('FileDigest', () => {
  it.each([1, 999_999, RANGE_BYTES, BYTES.length])('takes chunks of %i bytes', (size) => {
    const bytes = size === 1 ? BYTES.subarray(0, 1000) : BYTES;
    const digest = new FileDigest();
    for (let at = 0; at < bytes.length; at += size) digest.update(bytes.subarray(at, at + size));
    expect(digest.finish()).toEqual(FileDigest.of(bytes));
  });

  it('finds the size, the SHA-256 and the CRC-32 of each range', () => {
    const ranges = STARTS.map((start) => crc32(BYTES.subarray(start, start + RANGE_BYTES)));
    expect(FileDigest.of(BYTES)).toEqual({
      bytes: BYTES.length,
      sha256: createHash('sha256').update(BYTES).digest('hex'),
      ranges: { bytes: RANGE_BYTES, crc32: ranges },
    });
  });

  it('finds no more than the SHA-256 of what is one range', () => {
    expect(FileDigest.of(BYTES.subarray(0, RANGE_BYTES)).ranges).toBeUndefined();
    expect(FileDigest.of(BYTES.subarray(0, RANGE_BYTES + 1)).ranges?.crc32).toHaveLength(2);
  });
});
