import { describe, expect, it } from '@jest/globals';
import { readCsvCell } from '../../../layers/maas/core/neighbours/csv-cells.ts';
import { toNumber } from '../../../layers/maas/core/json/json-literals.ts';
import type { Datatype } from '../../../layers/maas/core/tensor.ts';

const read = (cell: string, datatype: Datatype = 'FP64'): unknown =>
  readCsvCell(cell, { name: 'x', datatype, shape: [-1, 1] });

describe('a cell of a CSV', () => {
  it.each([
    ['5', 5],
    [' -.5e1 ', -5],
    ['+7.', 7],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-9223372036854775808', -9_223_372_036_854_775_808n],
    ['TRUE', true],
    ['False', false],
  ])('means a number or a truth when it is %j', (cell, value) => {
    expect(read(cell)).toBe(value);
  });

  it.each([
    ['inf', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['+INF', Number.POSITIVE_INFINITY],
  ])('means no end when it is %j', (cell, value) => {
    expect(toNumber(read(cell))).toBe(value);
  });

  it.each(['', 'NA', '<NA>', '#N/A', 'n/a', 'NaN', '-nan', 'NULL', 'None'])(
    'is missing when it is %j',
    (cell) => {
      expect(read(cell)).toBeNull();
    },
  );

  // JavaScript's own reading of a number takes the first three.
  it.each(['0x10', '0b11', '0o7', '1e400', '1_000', '5,1', '5%', '?', '9'.repeat(2000)])(
    'stays what it is, to be refused by name, when it is %j',
    (cell) => {
      expect(read(cell)).toBe(cell);
    },
  );

  it.each(['5', 'NA', 'TRUE', ' x '])('stays what it is in a column of strings: %j', (cell) => {
    expect(read(cell, 'BYTES')).toBe(cell);
  });
});
