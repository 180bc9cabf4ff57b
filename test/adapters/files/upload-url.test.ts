import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  UPLOAD_PATH,
  UploadUrls,
  type UploadGrant,
} from '../../../layers/maas/adapters/files/upload-url.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';

const NOW_MS = Date.parse('2026-11-25T08:00:00Z');
const ORIGIN = 'http://127.0.0.1:8080';
const open = (nowMs = NOW_MS, secret = 's'.repeat(32)): UploadUrls =>
  new UploadUrls(secret, `${ORIGIN}/`, { nowMs: () => nowMs });

const grants: fc.Arbitrary<UploadGrant> = fc.oneof(
  fc.record({
    key: fc.string({ minLength: 1, unit: 'grapheme' }),
    sizeBytes: fc.maxSafeNat(),
    sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  }),
  fc.record({
    key: fc.string({ minLength: 1, unit: 'grapheme' }),
    sizeBytes: fc.maxSafeNat(),
    part: fc.record({ uploadId: fc.uuid(), partNumber: fc.integer({ min: 1, max: 10_000 }) }),
  }),
);

describe('UploadUrls', () => {
  it('gives back what it signed, whatever that is', () => {
    fc.assert(
      fc.property(grants, (grant) => {
        expect(open().verify(open().sign(grant, 60).slice(ORIGIN.length))).toEqual(grant);
      }),
    );
  });

  it('refuses an address when any character of it differs', () => {
    const url = open()
      .sign({ key: 'uploads/m/1/model.onnx', sizeBytes: 10, sha256: 'ab'.repeat(32) }, 60)
      .slice(ORIGIN.length);
    for (let at = UPLOAD_PATH.length; at < url.length; at++) {
      if (url[at] === '%') continue;
      const changed = `${url.slice(0, at)}${url[at] === '7' ? '8' : '7'}${url.slice(at + 1)}`;
      expect(() => open().verify(changed)).toThrow(MaasError);
    }
  });

  it('refuses whatever was not signed, and never fails otherwise', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl({ withQueryParameters: true }),
          fc.string().map((path) => UPLOAD_PATH + path),
        ),
        (url) => {
          expect(() => open().verify(url)).toThrow(MaasError);
        },
      ),
    );
  });

  it('refuses an address of another secret, and one that has expired', () => {
    const url = open().sign({ key: 'a', sizeBytes: 1, sha256: '00' }, 60).slice(ORIGIN.length);
    expect(() => open(NOW_MS, 't'.repeat(32)).verify(url)).toThrow('signature');
    expect(open(NOW_MS + 59_000).verify(url)).toMatchObject({ key: 'a' });
    expect(() => open(NOW_MS + 60_000).verify(url)).toThrow('expired');
  });

  it('takes no secret of less than 32 bytes', () => {
    expect(() => open(NOW_MS, 's'.repeat(31))).toThrow(RangeError);
  });
});
