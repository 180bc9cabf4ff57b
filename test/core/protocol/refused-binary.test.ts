import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { echo } from './signatures.ts';
import { decode } from '../../support/infer-bodies.ts';
import { binary, floats, strings, refused } from '../../support/binary-bodies.ts';

describe('a body with binary tensors', () => {
  it.each([
    ['fewer bytes than the shape', [binary('FP32', [2], 4)], [floats(1)]],
    ['more bytes than the shape', [binary('FP32', [1], 8)], [floats(1, 2)]],
    ['a byte of BOOL that is 2', [binary('BOOL', [1], 1)], [Buffer.of(2)]],
    ['both data and a blob', [binary('FP32', [1], 4, { data: [1] })], [floats(1)]],
    [
      'a length past the end',
      [binary('BYTES', [1], 8)],
      [Buffer.from([255, 255, 255, 255, 97, 98, 99, 100])],
    ],
    ['a cut length', [binary('BYTES', [1], 3)], [Buffer.from([1, 0, 0])]],
    ['more strings than the shape', [binary('BYTES', [1], 10)], [strings('a', 'b')]],
    ['fewer strings than the shape', [binary('BYTES', [3], 10)], [strings('a', 'b')]],
    ['a string that is not UTF-8', [binary('BYTES', [1], 5)], [strings(Buffer.of(0xff))]],
    ['a string with U+0000', [binary('BYTES', [1], 7)], [strings('a\0b')]],
  ])('is refused when a tensor has %s', (_, inputs, blobs) => {
    const { datatype } = inputs[0] as unknown as { datatype: 'FP32' };
    expect(() => decode({ inputs }, blobs, echo(datatype))).toThrow(refused('INVALID_TENSOR'));
  });

  it.each([
    ['fewer bytes than declared', [binary('FP32', [2], 8)], [floats(1)]],
    ['bytes that belong to no tensor', [binary('FP32', [1], 4)], [floats(1, 2)]],
    [
      'bytes behind tensors in JSON alone',
      [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }],
      [floats(1)],
    ],
    ['a size that is negative', [binary('FP32', [1], -4)], [floats(1)]],
    ['a size with a fraction', [binary('FP32', [1], 4.5)], [floats(1)]],
    ['a size that is text', [binary('FP32', [1], '4')], [floats(1)]],
    ['a size that is true', [binary('FP32', [1], true)], [floats(1)]],
    ['a size beyond 2^53', [binary('FP32', [1], 2 ** 60)], [floats(1)]],
  ])('is refused when it has %s', (_, inputs, blobs) => {
    expect(() => decode({ inputs }, blobs, echo('FP32'))).toThrow(refused('INVALID_REQUEST'));
  });

  it.each([
    '-1',
    '+5',
    '5.0',
    '5, 5',
    '',
    ' ',
    '0x10',
    'abc',
    '99999999999999999999',
    '1e2',
    '\u0665',
  ])('is refused when the header length is %j', (headerLength) => {
    expect(() =>
      decode({ inputs: [binary('FP32', [1], 4)] }, [floats(1)], echo('FP32'), headerLength),
    ).toThrow(refused('INVALID_REQUEST', 'Inference-Header-Content-Length'));
  });

  it('is refused when the header length cuts the JSON or takes a part of a blob in', () => {
    for (const length of ['20', '100']) {
      expect(() =>
        decode({ inputs: [binary('FP32', [1], 4)] }, [floats(1)], echo('FP32'), length),
      ).toThrow(MaasError);
    }
  });
});
