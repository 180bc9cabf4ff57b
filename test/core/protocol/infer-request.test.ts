import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { decodeInferBody } from '../../../layers/maas/core/protocol/infer-body.ts';
import type { Signature } from '../../../layers/maas/core/tensor.ts';
import { echo, PAIR } from './signatures.ts';
import { decodeText, decode, input, inputsOf } from '../../support/infer-requests.ts';

describe('decodeInferBody of JSON', () => {
  it('takes null for what is not given', () => {
    const [given] = inputsOf(1);
    const body = {
      id: null,
      parameters: { binary_data_output: null, sequence_id: null },
      inputs: [{ ...given, parameters: null }],
      outputs: [{ name: 'y', parameters: { binary_data: null } }],
    };
    expect(decode(body, echo('FP32'))).toEqual(
      decode({ inputs: [given], outputs: [{ name: 'y' }] }, echo('FP32')),
    );
    expect(
      decode(
        {
          inputs: [{ ...given, parameters: { binary_data_size: null } }],
          outputs: null,
          parameters: null,
        },
        echo('FP32'),
      ),
    ).toEqual(decode({ inputs: [given] }, echo('FP32')));
  });

  it('passes over what it does not know when it is a key or a parameter', () => {
    const request = decode(
      {
        model_name: 'm',
        __proto__x: 1,
        constructor: {},
        inputs: [
          { ...inputsOf(1)[0], note: [], parameters: { content_type: 'np', sequence_id: 3 } },
        ],
        parameters: { priority: 1, timeout: 2.5, debug: true, note: 'n' },
      },
      echo('FP32'),
    );
    expect(request).toEqual({
      inputs: { x: { datatype: 'FP32', shape: [1], data: Float32Array.of(1) } },
      outputs: [{ name: 'y', isBinary: false }],
    });
  });

  it('changes nothing but the input when it is named __proto__', () => {
    const signature: Signature = {
      inputs: [{ name: '__proto__', datatype: 'FP32', shape: [1] }],
      outputs: echo('FP32').outputs,
    };
    const { inputs } = decodeText(
      '{"inputs": [{"name": "__proto__", "datatype": "FP32", "shape": [1], "data": [1]}], ' +
        '"__proto__": {"outputs": [{"name": "none"}]}}',
      signature,
    );
    expect(Object.entries(inputs)).toEqual([
      ['__proto__', { datatype: 'FP32', shape: [1], data: Float32Array.of(1) }],
    ]);
    expect(Object.getPrototypeOf(inputs)).toBe(Object.prototype);
  });

  it('answers all outputs in the order of the signature, or those asked for in the order asked for', () => {
    const inputs = [
      { name: 'b', datatype: 'INT64', shape: [1], data: [1] },
      { name: 'a', datatype: 'FP32', shape: [1, 2], data: [1, 2] },
    ];
    expect(decode({ inputs }, PAIR).outputs.map(({ name }) => name)).toEqual(['sum', 'text']);
    expect(decode({ inputs, outputs: [] }, PAIR).outputs.map(({ name }) => name)).toEqual([
      'sum',
      'text',
    ]);
    expect(
      decode({ inputs, outputs: [{ name: 'text' }, { name: 'sum' }] }, PAIR).outputs.map(
        ({ name }) => name,
      ),
    ).toEqual(['text', 'sum']);
    expect(() => decode({ inputs: inputs.slice(1) }, PAIR)).toThrow(
      expect.objectContaining({ code: 'INVALID_TENSOR', message: expect.stringContaining('b') }),
    );
  });

  it.each([
    [undefined, undefined, false],
    [undefined, false, false],
    [undefined, true, true],
    [true, undefined, true],
    [true, false, false],
    [false, true, true],
    [false, undefined, false],
  ])(
    "takes binary_data_output %s and an output's binary_data %s for binary %s when both may stand",
    (request, output, isBinary) => {
      const body = {
        inputs: inputsOf(1),
        ...(request === undefined ? {} : { parameters: { binary_data_output: request } }),
        outputs: [
          { name: 'y', ...(output === undefined ? {} : { parameters: { binary_data: output } }) },
        ],
      };
      expect(decode(body, echo('FP32')).outputs).toEqual([{ name: 'y', isBinary }]);
    },
  );

  it('keeps the id exactly when it is any text', () => {
    for (const id of ['', '42', '\ud800', 'a\0b', '请求']) {
      expect(decode({ inputs: inputsOf(1), id }, echo('FP32')).id).toBe(id);
    }
  });
});

describe('an input that declares no shape', () => {
  const signature: Signature = {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [], anyShape: true }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [], anyShape: true }],
  };

  it.each<[number[], unknown]>([
    [[], 1],
    [[1], [1]],
    [[1, 1, 1], [[[1]]]],
  ])('takes the shape %j', (shape, data) => {
    expect(decode(input('FP32', shape, data), signature).inputs.x).toMatchObject({
      shape,
      data: Float32Array.of(1),
    });
  });

  it('refuses another datatype, and a raw request, which says no shape', () => {
    expect(() => decode(input('INT64', [1], [1]), signature)).toThrow(/is FP32; got INT64/);
    expect(() => decodeInferBody(Buffer.alloc(4), '0', signature)).toThrow(
      /leaves that of 'x' open/,
    );
  });
});

it.each([
  ['of another rank', [-1]],
  ['of a rank that is free', undefined],
])('shows the beginning of a shape of any number of sizes, %s', (_name, declared) => {
  const signature = echo('FP32', declared ?? []);
  const free = declared
    ? signature
    : {
        ...signature,
        inputs: signature.inputs.map((spec) => ({ ...spec, anyShape: true as const })),
      };
  const shape = Array.from({ length: 100_000 }, () => 1);
  let message = '';
  try {
    decode(input('FP32', shape, [1, 2]), free);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('[1, 1,');
  expect(message.length).toBeLessThan(300);
});
