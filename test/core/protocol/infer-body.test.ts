import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { decodeInferBody } from '../../../layers/maas/core/protocol/infer-body.ts';
import type { InferRequest } from '../../../layers/maas/core/protocol/infer-request.ts';
import { type Signature } from '../../../layers/maas/core/tensor.ts';
import { echo, PAIR } from './signatures.ts';
import { decode } from '../../support/infer-bodies.ts';
import { binary, floats, strings, refused } from '../../support/binary-bodies.ts';

describe('a body with binary tensors', () => {
  // ONNX Runtime's last bits depend on it.
  it('gives tensors that begin at 16 bytes, wherever their blob begins', () => {
    const padded = (spaces: number): string =>
      `${' '.repeat(spaces)}${JSON.stringify({ inputs: [binary('FP32', [1, 2], 8)] })}`;

    const offsets = Array.from(
      { length: 16 },
      (_, spaces) =>
        (
          decode(padded(spaces), [floats(1.5, 2.5)], echo('FP32', [1, 2])).inputs.x
            ?.data as Float32Array
        ).byteOffset % 16,
    );

    expect(new Set(offsets)).toEqual(new Set([0]));
  });

  it('is read when JSON and blobs are mixed, in the order of the inputs', () => {
    const inputs = [
      { name: 'b', datatype: 'INT64', shape: [2], data: [1, 9007199254740992] },
      { ...binary('FP32', [1, 2], 8), name: 'a' },
    ];
    const both = [
      { ...inputs[0], data: undefined, parameters: { binary_data_size: 16 } },
      inputs[1],
    ];
    const expected = {
      a: { datatype: 'FP32', shape: [1, 2], data: Float32Array.of(1.5, -0) },
      b: { datatype: 'INT64', shape: [2], data: BigInt64Array.of(1n, 2n ** 53n) },
    };
    expect(decode({ inputs }, [floats(1.5, -0)], PAIR).inputs).toEqual(expected);
    expect(
      decode(
        { inputs: both },
        [Buffer.from(BigInt64Array.of(1n, 2n ** 53n).buffer), floats(1.5, -0)],
        PAIR,
      ).inputs,
    ).toEqual(expected);
  });

  it('keeps NaN, infinities and FP16 bit for bit when they come in binary', () => {
    const bits = Uint16Array.of(0x7e01, 0xfc00, 0x8000, 0x0001);
    expect(
      decode(
        { inputs: [binary('FP16', [4], 8)], parameters: { binary_data_output: true } },
        [Buffer.from(bits.buffer)],
        echo('FP16'),
      ).inputs.x?.data,
    ).toEqual(bits);
    expect(
      decode({ inputs: [binary('FP32', [2], 8)] }, [floats(NaN, -Infinity)], echo('FP32')).inputs.x
        ?.data,
    ).toEqual(Float32Array.of(NaN, -Infinity));
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('copies a blob rightly when it begins %i bytes off', (pad) => {
    const doubles = Buffer.from(Float64Array.of(Math.PI, -1e300).buffer);
    expect(
      decode(
        `${JSON.stringify({ inputs: [binary('FP64', [2], 16)] })}${' '.repeat(pad)}`,
        [doubles],
        echo('FP64'),
      ).inputs.x?.data,
    ).toEqual(Float64Array.of(Math.PI, -1e300));
  });

  it('is read when a tensor has no elements', () => {
    expect(decode({ inputs: [binary('FP32', [0], 0)] }, [], echo('FP32')).inputs.x?.data).toEqual(
      new Float32Array(),
    );
    expect(decode({ inputs: [binary('BYTES', [0], 0)] }, [], echo('BYTES')).inputs.x?.data).toEqual(
      [],
    );
  });

  it('is read when its data in JSON are null', () => {
    expect(
      decode({ inputs: [binary('FP32', [1], 4, { data: null })] }, [floats(1)], echo('FP32')).inputs
        .x?.data,
    ).toEqual(Float32Array.of(1));
  });

  it('reads strings when each stands behind its length', () => {
    expect(
      decode(
        { inputs: [binary('BYTES', [3], 27)] },
        [strings('', '正面 😀', '\uFEFFx')],
        echo('BYTES'),
      ).inputs.x?.data,
    ).toEqual(['', '正面 😀', '\uFEFFx']);
  });

  it('needs no blobs when the header length is that of the whole body', () => {
    expect(
      decode({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }] }, [], echo('FP32'))
        .inputs.x?.data,
    ).toEqual(Float32Array.of(1));
  });
});

describe('a raw body', () => {
  const raw = (body: Uint8Array, signature: Signature): InferRequest =>
    decodeInferBody(body, '0', signature);

  it('fills the one free dimension when it is whole rows, and asks for everything in binary', () => {
    const request = raw(floats(1, 2, 3, 4, 5, 6), echo('FP32', [-1, 3]));
    expect(request).toEqual({
      inputs: { x: { datatype: 'FP32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } },
      outputs: [{ name: 'y', isBinary: true }],
    });
    expect(raw(floats(1, 2, 3), echo('FP32', [3])).inputs.x?.shape).toEqual([3]);
    expect(raw(floats(), echo('FP32', [-1, 3])).inputs.x?.shape).toEqual([0, 3]);
    expect(raw(floats(7), echo('FP32', [])).inputs.x).toEqual({
      datatype: 'FP32',
      shape: [],
      data: Float32Array.of(7),
    });
  });

  it('is the bare string when the input is BYTES', () => {
    for (const shape of [[-1], [1], [-1, 1], [-1, -1], []]) {
      expect(raw(Buffer.from('很好'), echo('BYTES', shape)).inputs.x).toEqual({
        datatype: 'BYTES',
        shape: shape.map(() => 1),
        data: ['很好'],
      });
    }
    expect(raw(Buffer.of(), echo('BYTES')).inputs.x?.data).toEqual(['']);
    expect(() => raw(Buffer.from('a'), echo('BYTES', [2]))).toThrow(refused('INVALID_REQUEST'));
    expect(() => raw(Buffer.of(0xc3), echo('BYTES'))).toThrow(refused('INVALID_TENSOR', 'UTF-8'));
  });

  it.each([
    ['no whole element', 5, [-1]],
    ['no whole row', 8, [-1, 3]],
    ['too short for a fixed shape', 8, [3]],
    ['too long for a fixed shape', 16, [3]],
    ['not empty, and the rows are', 4, [-1, 0]],
  ])('is refused when it is %s', (_, bytes, shape) => {
    expect(() => raw(Buffer.alloc(bytes), echo('FP32', shape))).toThrow(refused('INVALID_TENSOR'));
  });

  it('is refused when the signature leaves open what the bytes are', () => {
    expect(() => raw(floats(1), PAIR)).toThrow(refused('INVALID_REQUEST', 'one input'));
    expect(() => raw(floats(1), { inputs: [], outputs: [] })).toThrow(
      refused('INVALID_REQUEST', 'one input'),
    );
    expect(() => raw(floats(1), echo('FP32', [-1, -1]))).toThrow(
      refused('INVALID_REQUEST', 'free dimension'),
    );
  });
});
