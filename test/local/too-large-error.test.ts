import { describe, expect, it } from '@jest/globals';
import { ROUTES, type Operation } from '../../layers/maas/contract/routes.ts';
import {
  createTooLargeError,
  type LargeRequest,
} from '../../layers/maas/gateway/too-large-error.ts';

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);

describe('a body that is too large', () => {
  it.each<[Operation, LargeRequest, string, RegExp]>([
    [
      'predict',
      { headers: { 'content-type': 'image/jpeg' } },
      'smaller picture',
      /gzip|binary|fewer/,
    ],
    [
      'huggingFace',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: JPEG },
      'smaller picture',
      /gzip|binary|fewer/,
    ],
    [
      'predictDefault',
      { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"text"') },
      'gzip',
      /No call/,
    ],
    ['predict', { headers: { 'content-encoding': 'gzip' } }, 'fewer inputs', /gzip/],
    ['invoke', { headers: { 'content-type': 'text/csv' } }, 'gzip', /No call/],
    ['modelInfer', { headers: {} }, 'binary', /picture/],
    [
      'modelInfer',
      { headers: { 'inference-header-content-length': '100', 'content-encoding': 'GZIP' } },
      'fewer inputs',
      /in binary|gzip|picture/,
    ],
    ['upload', { headers: {} }, '/versions', /gzip|picture|fewer/],
    ['putAlias', { headers: {} }, 'No call of this path', /gzip|picture|fewer/],
  ])('of %s, %j, is told %s', (operation, request, words, others) => {
    const { message, code } = createTooLargeError(ROUTES[operation], request);
    expect([code, message]).toEqual(['PAYLOAD_TOO_LARGE', expect.stringContaining(words)]);
    expect(message).not.toMatch(others);
  });
});
