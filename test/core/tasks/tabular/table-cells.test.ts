import { describe, expect, it } from '@jest/globals';
import { parseJson } from '../../../../layers/maas/core/json/lossless-json.ts';
import { parseCells } from '../../../../layers/maas/core/tasks/tabular/table-cells.ts';
import type { Datatype } from '../../../../layers/maas/core/tensor.ts';

const NAMES = ['age', 'petal width', undefined];

/** One column of JSON cells. */
function read(datatype: Datatype, json: string): unknown[] {
  const cells = parseJson(Buffer.from(json)) as unknown[];
  return Array.from<unknown>(
    parseCells(
      cells.map((cell) => [cell]),
      { datatype, from: 0, width: 1, names: NAMES },
    ),
  );
}

describe('parseCells', () => {
  it.each<[Datatype, string, unknown[]]>([
    [
      'FP32',
      '[1, 2.5, null, true, false, "3", " 4.5 ", "-1e3", "True", "false", "nan", "NaN", ".5", ' +
        '"+7", NaN, Infinity, -Infinity]',
      [1, 2.5, NaN, 1, 0, 3, 4.5, -1000, 1, 0, NaN, NaN, 0.5, 7, NaN, Infinity, -Infinity],
    ],
    ['FP32', '["inf", "-inf", "Infinity", "NAN"]', [Infinity, -Infinity, Infinity, NaN]],
    // Halves by their bits: 1, 0.5, -2, the greatest, NaN, infinity.
    ['FP16', '[1, "0.5", -2, 65504, null, "inf"]', [15360, 14336, 49152, 31743, 32256, 31744]],
    [
      'FP64',
      '[0.1, "0.1", true, null, 9007199254740993]',
      [0.1, 0.1, 1, NaN, 9_007_199_254_740_992],
    ],
    [
      'INT64',
      '[1, true, false, "5", "5.0", "-7", "True", 2.0, "9007199254740993"]',
      [1n, 1n, 0n, 5n, 5n, -7n, 1n, 2n, 9_007_199_254_740_993n],
    ],
    ['INT32', '["12", "+12", 12, true]', [12, 12, 12, 1]],
    [
      'BOOL',
      '[true, false, 1, 0, "True", "False", "true", "false", "1", "0"]',
      [1, 0, 1, 0, 1, 0, 1, 0, 1, 0],
    ],
    [
      'BYTES',
      '["a", null, NaN, "", 3, 3.0, 2.5, true, false, 0.00001, 1.5e-7, 1e16, 9007199254740993, ' +
        'Infinity, -0.25]',
      [
        'a',
        '',
        '',
        '',
        '3',
        '3',
        '2.5',
        'True',
        'False',
        '1e-05',
        '1.5e-07',
        '10000000000000000',
        '9007199254740993',
        'inf',
        '-0.25',
      ],
    ],
  ])('reads what pandas and CSV files have in a column of %s', (datatype, json, values) => {
    expect(read(datatype, json)).toEqual(values);
  });

  it.each<[Datatype, string, string]>([
    ['FP32', '"n/a"', 'has "n/a"'],
    ['FP32', '""', 'or null where it is missing'],
    ['FP32', '"1,234"', 'a number'],
    ['FP32', '1e39', '3.4e38'],
    ['FP32', '"1e400"', 'a number'],
    ['FP32', '[1]', 'has [1]'],
    ['FP32', '{"a": 1}', 'has {"a":1}'],
    ['FP32', '"0x10"', 'a number'],
    ['FP32', '"1_000"', 'a number'],
    ['INT64', '5.5', 'a whole number'],
    ['INT64', '"5.5"', 'a whole number'],
    ['INT64', 'null', 'is missing'],
    ['INT64', 'NaN', 'is missing (NaN)'],
    ['INT32', '3000000000', 'has 3000000000'],
    ['INT64', 'Infinity', 'has Infinity'],
    ['BOOL', '2', 'true or false'],
    ['BOOL', '"yes"', 'true or false'],
    ['BOOL', 'null', 'is missing'],
    ['BYTES', '"a\\u0000"', 'U+0000'],
    ['BYTES', '["a"]', 'has ["a"]'],
  ])(
    'names row, column, cell and what should stand there when a column of %s has %s',
    (datatype, json, words) => {
      const cells = [
        ['x', 1],
        ['x', parseJson(Buffer.from(json))],
      ];
      const read = (): unknown =>
        parseCells(
          datatype === 'BYTES' ? cells.map(([, cell]) => ['x', cell === 1 ? 'a' : cell]) : cells,
          { datatype, from: 1, width: 1, names: NAMES },
        );
      expect(read).toThrow(
        expect.objectContaining({
          code: 'INVALID_TENSOR',
          message: expect.stringMatching(/^Row 1, column "petal width" .*: send .+\.$/) as unknown,
        }),
      );
      expect(read).toThrow(words);
    },
  );

  it('counts the columns when they have no names', () => {
    expect(() =>
      parseCells(
        [
          [1, 2, 3],
          [4, 5, 'x'],
        ],
        { datatype: 'FP32', from: 1, width: 2, names: NAMES },
      ),
    ).toThrow('Row 1, column 2 (both counted from 0) has "x"');
  });
});
