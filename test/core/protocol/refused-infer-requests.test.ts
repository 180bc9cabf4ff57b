import { describe, expect, it } from '@jest/globals';
import type { Signature } from '../../../layers/maas/core/tensor.ts';
import { echo } from './signatures.ts';
import { decodeText, decode, input, inputsOf } from '../../support/infer-requests.ts';

describe('decodeInferBody of JSON', () => {
  it('refuses FP16 when it is sent in JSON', () => {
    expect(() => decode(input('FP16', [1], [1]), echo('FP16'))).toThrow(
      expect.objectContaining({
        code: 'INVALID_TENSOR',
        message: expect.stringContaining('binary'),
      }),
    );
  });

  it('refuses an FP16 output before the model runs when it is wanted in JSON', () => {
    const signature: Signature = { inputs: echo('FP32').inputs, outputs: echo('FP16').outputs };
    expect(() => decode(input('FP32', [1], [1]), signature)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('binary_data'),
      }),
    );
    expect(
      decode({ ...input('FP32', [1], [1]), parameters: { binary_data_output: true } }, signature)
        .outputs,
    ).toEqual([{ name: 'y', isBinary: true }]);
  });

  it.each([
    ['a datatype in lower case', input('fp32', [1], [1])],
    ['BF16', input('BF16', [1], [1])],
    ['no datatype', input(undefined as unknown as string, [1], [1])],
    ['no shape', input('FP32', undefined, [1])],
    ['a shape that is not a list', input('FP32', 1, [1])],
    ['a negative dimension', input('FP32', [-1], [1])],
    ['a dimension with a fraction', input('FP32', [1.5], [1])],
    ['a dimension as text', input('FP32', ['1'], [1])],
    ['no data', input('FP32', [1], undefined)],
    ['an unknown name', { inputs: [{ name: 'z', datatype: 'FP32', shape: [1], data: [1] }] }],
    [
      'a name that is only inherited',
      { inputs: [{ name: 'constructor', datatype: 'FP32', shape: [1], data: [1] }] },
    ],
    ['no inputs', { inputs: [] }],
    ['the same input twice', { inputs: [...inputsOf(1), ...inputsOf(1)] }],
    ['an unknown output', { inputs: inputsOf(1), outputs: [{ name: 'z' }] }],
    ['the same output twice', { inputs: inputsOf(1), outputs: [{ name: 'y' }, { name: 'y' }] }],
  ])('refuses the tensors when they have %s', (_, body) => {
    expect(() => decode(body, echo('FP32'))).toThrow(
      expect.objectContaining({ code: 'INVALID_TENSOR' }),
    );
  });

  it.each([
    ['a list', []],
    ['null', null],
    ['without inputs', {}],
    ['with inputs that are no list', { inputs: { x: 1 } }],
    ['with an input that is not an object', { inputs: [1] }],
    ['with an input without a name', { inputs: [{}] }],
    ['with outputs that are no list', { inputs: inputsOf(1), outputs: 'y' }],
    ['with an output that is only a name', { inputs: inputsOf(1), outputs: ['y'] }],
    ['with a number for its id', { inputs: inputsOf(1), id: 7 }],
    ['with parameters that are a list', { inputs: inputsOf(1), parameters: [] }],
    ['with a nested parameter', { inputs: inputsOf(1), parameters: { a: {} } }],
    [
      'with a binary_data_output that is text',
      { inputs: inputsOf(1), parameters: { binary_data_output: 'true' } },
    ],
    [
      'with a binary_data that is a number',
      { inputs: inputsOf(1), outputs: [{ name: 'y', parameters: { binary_data: 1 } }] },
    ],
  ])('refuses the request when it is %s', (_, body) => {
    expect(() => decode(body, echo('FP32'))).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });

  it.each([[[2 ** 62]], [[2 ** 31, 2 ** 31]], [[0, 2 ** 53]], [[0, 2 ** 52, 2 ** 52]]])(
    'refuses the shape %j before anything is allocated when it claims too much',
    (shape) => {
      expect(() =>
        decode(
          input('FP32', shape, [1]),
          echo(
            'FP32',
            shape.map(() => -1),
          ),
        ),
      ).toThrow(expect.objectContaining({ code: 'INVALID_TENSOR' }));
    },
  );

  it('refuses a shape beyond 64 bits when it is sent', () => {
    expect(() =>
      decodeText(
        '{"inputs": [{"name": "x", "datatype": "INT64", "shape": [4611686018427387904], ' +
          '"data": [1]}]}',
        echo('INT64'),
      ),
    ).toThrow(expect.objectContaining({ code: 'INVALID_TENSOR' }));
  });

  it('refuses parameters of extensions that it does not have when they would change the answer', () => {
    expect(() =>
      decode(
        { inputs: inputsOf(1), outputs: [{ name: 'y', parameters: { classification: 3 } }] },
        echo('FP32'),
      ),
    ).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
    expect(() =>
      decode(
        { inputs: [{ ...inputsOf(1)[0], parameters: { shared_memory_region: 'r' } }] },
        echo('FP32'),
      ),
    ).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
  });
});
