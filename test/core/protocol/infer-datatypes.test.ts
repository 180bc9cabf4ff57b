import { describe, expect, it } from '@jest/globals';
import type { Datatype } from '../../../layers/maas/core/tensor.ts';
import { echo } from './signatures.ts';
import { decodeText } from '../../support/infer-requests.ts';

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
  // Those of 32 bits are read in a way of their own.
  [
    'INT64',
    ['-2147483648', '2147483647', '-0', '-1.0'],
    [-(2n ** 31n), 2n ** 31n - 1n, 0n, -1n],
    ['0.5', '"1"', 'null'],
  ],
  [
    'INT64',
    ['-2147483649', '2147483648', '-9007199254740991', '7'],
    [-(2n ** 31n) - 1n, 2n ** 31n, -(2n ** 53n) + 1n, 7n],
    ['-0.5', 'true'],
  ],
  ['UINT64', ['0', '2147483647', '7.0', '1e2'], [0n, 2n ** 31n - 1n, 7n, 100n], ['-1', '0.5']],
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
