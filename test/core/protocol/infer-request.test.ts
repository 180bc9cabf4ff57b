import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { decodeInferBody } from '../../../layers/maas/core/protocol/infer-body.ts';
import type { InferRequest } from '../../../layers/maas/core/protocol/infer-request.ts';
import type { Datatype, Signature } from '../../../layers/maas/core/tensor.ts';
import { echo, PAIR } from './signatures.ts';

const decodeText = (text: string, signature: Signature): InferRequest =>
  decodeInferBody(Buffer.from(text), undefined, signature);
const decode = (body: unknown, signature: Signature): InferRequest =>
  decodeText(JSON.stringify(body), signature);
const input = (datatype: string, shape: unknown, data: unknown): object => ({
  inputs: [{ name: 'x', datatype, shape, data }],
});
const elements = (
  datatype: Datatype,
  shape: number[],
  json: string,
  declared = shape.map(() => -1),
): unknown[] =>
  Array.from<unknown>(
    decodeText(
      `{"inputs": [{"name": "x", "datatype": "${datatype}", "shape": [${shape.join()}], ` +
        `"data": ${json}}]}`,
      echo(datatype, declared),
    ).inputs.x?.data ?? [],
  );

/**
 * Per datatype: four values in JSON that it has, extremes included, what they become, and some that
 * it has not.
 */
const DATATYPES: [
  datatype: Datatype,
  json: [string, string, string, string],
  values: unknown[],
  wrong: string[],
][] = [
  ['BOOL', ['true', 'false', '1', '0'], [1, 0, 1, 0], ['2', '-1', '"true"', 'null', '0.5']],
  [
    'UINT8',
    ['0', '255', '1.0', '1e2'],
    [0, 255, 1, 100],
    ['256', '-1', '1.5', '"1"', 'true', 'null'],
  ],
  ['UINT16', ['0', '65535', '7', '8'], [0, 65_535, 7, 8], ['65536', '-1', '0.1', 'null']],
  [
    'UINT32',
    ['0', '4294967295', '7', '8'],
    [0, 4_294_967_295, 7, 8],
    ['4294967296', '-1', '1e400', 'null'],
  ],
  [
    'UINT64',
    ['0', '18446744073709551615', '9007199254740993', '8.0'],
    [0n, 18_446_744_073_709_551_615n, 9_007_199_254_740_993n, 8n],
    ['18446744073709551616', '-1', '0.5', '1e19', '"8"'],
  ],
  ['INT8', ['-128', '127', '0', '-0'], [-128, 127, 0, 0], ['128', '-129', '0.1', '[1]']],
  ['INT16', ['-32768', '32767', '0', '1'], [-32_768, 32_767, 0, 1], ['32768', '-32769', '1e-9']],
  [
    'INT32',
    ['-2147483648', '2147483647', '0', '1'],
    [-2_147_483_648, 2_147_483_647, 0, 1],
    ['2147483648', '-2147483649', '9223372036854775808', '{}'],
  ],
  [
    'INT64',
    ['-9223372036854775808', '9223372036854775807', '9007199254740993', '0'],
    [-(2n ** 63n), 2n ** 63n - 1n, 9_007_199_254_740_993n, 0n],
    ['9223372036854775808', '-9223372036854775809', '0.5', '1e18', 'true', 'null'],
  ],
  [
    'FP32',
    ['0.1', '-3.4028234663852886e38', '1e-45', '16777217'],
    [Math.fround(0.1), -3.4028234663852886e38, 1.401298464324817e-45, 16_777_216],
    ['1e39', '-1e39', '1e400', '"0.1"', 'true', '"NaN"'],
  ],
  [
    'FP64',
    ['0.1', '-1.7976931348623157e308', '5e-324', '9007199254740993'],
    [0.1, -1.7976931348623157e308, 5e-324, 9_007_199_254_740_992],
    ['1e400', '-1e999', '"1"', 'false'],
  ],
  [
    'BYTES',
    ['"a"', '""', '"这是一个正面的文本 😀"', '"\\ud83d\\ude00"'],
    ['a', '', '这是一个正面的文本 😀', '😀'],
    ['1', 'null', 'true', '"\\ud800"', '"a\\u0000b"', '["a"]'],
  ],
];

describe.each(DATATYPES)('%s in JSON', (datatype, [a, b, c, d], values, wrong) => {
  it('is read when it is flat', () => {
    expect(elements(datatype, [4], `[${a}, ${b}, ${c}, ${d}]`)).toEqual(values);
    expect(elements(datatype, [2, 2], `[${a}, ${b}, ${c}, ${d}]`)).toEqual(values);
  });

  it('is read when it is nested as the shape says', () => {
    expect(elements(datatype, [2, 2], `[[${a}, ${b}], [${c}, ${d}]]`)).toEqual(values);
    expect(elements(datatype, [1, 4, 1], `[[[${a}], [${b}], [${c}], [${d}]]]`)).toEqual(values);
  });

  it('is read when it is a scalar, bare or in a list', () => {
    expect(elements(datatype, [], a)).toEqual(values.slice(0, 1));
    expect(elements(datatype, [], `[${a}]`)).toEqual(values.slice(0, 1));
  });

  it('is read when there is none of it', () => {
    expect(elements(datatype, [0], '[]')).toEqual([]);
    expect(elements(datatype, [2, 0], '[[], []]')).toEqual([]);
  });

  const isFloat = datatype === 'FP32' || datatype === 'FP64';
  it.each([
    ['null', NaN],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
  ] as const)(`${isFloat ? 'is read' : 'is refused'} when a value is %s`, (literal, number) => {
    const read = (): unknown[] =>
      elements(datatype, [2, 2], `[[${a}, ${literal}], [${b}, ${literal}]]`);
    if (isFloat) expect(read()).toEqual([values[0], number, values[1], number]);
    else {
      expect(read).toThrow(
        expect.objectContaining({
          code: 'INVALID_TENSOR',
          message: expect.stringContaining(`has ${literal} at [0][1]`),
        }),
      );
    }
  });

  it.each(wrong)('is refused when a value is %s', (value) => {
    expect(() => elements(datatype, [2], `[${a}, ${value}]`)).toThrow(
      expect.objectContaining({
        code: 'INVALID_TENSOR',
        message: expect.stringContaining('at [1]: send '),
      }),
    );
    expect(() => elements(datatype, [2, 1], `[[${a}], [${value}]]`)).toThrow(
      expect.objectContaining({ code: 'INVALID_TENSOR' }),
    );
    expect(() => elements(datatype, [], `[${value}]`)).toThrow(
      expect.objectContaining({ code: 'INVALID_TENSOR' }),
    );
  });

  it.each([
    ['too few', [4], `[${a}, ${b}, ${c}]`],
    ['too many', [2], `[${a}, ${b}, ${c}]`],
    ['ragged', [2, 2], `[[${a}, ${b}], [${c}]]`],
    ['nested too deeply', [2], `[[${a}], [${b}]]`],
    ['nested too little', [2, 1, 1], `[[${a}], [${b}]]`],
    ['half flat', [2, 2], `[[${a}, ${b}], ${c}, ${d}]`],
    ['transposed', [1, 2], `[[${a}], [${b}]]`],
    ['no list', [1], a],
    ['an object', [1], `{"0": ${a}}`],
  ])('is refused when the data are %s', (_, shape, json) => {
    expect(() => elements(datatype, shape, json)).toThrow(
      expect.objectContaining({ code: 'INVALID_TENSOR' }),
    );
  });

  it('is refused when the model wants another datatype, rank or size', () => {
    const other = datatype === 'FP32' ? 'FP64' : 'FP32';
    expect(() =>
      decodeText(
        `{"inputs": [{"name": "x", "datatype": "${datatype}", "shape": [1], "data": [${a}]}]}`,
        echo(other),
      ),
    ).toThrow(expect.objectContaining({ code: 'INVALID_TENSOR' }));
    expect(() => elements(datatype, [1], `[${a}]`, [-1, -1])).toThrow(
      expect.objectContaining({ code: 'INVALID_TENSOR' }),
    );
    expect(() => elements(datatype, [1, 2], `[${a}, ${b}]`, [-1, 3])).toThrow(
      expect.objectContaining({ code: 'INVALID_TENSOR' }),
    );
  });
});

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

  it('answers all outputs in the order of the signature when none are asked for, and else in the order asked for', () => {
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

function inputsOf(value: number): [object] {
  return [{ name: 'x', datatype: 'FP32', shape: [1], data: [value] }];
}

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
