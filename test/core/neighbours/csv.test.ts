import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { formatCsv, parseCsv } from '../../../layers/maas/core/neighbours/csv.ts';

describe('CSV', () => {
  it.each([
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\n\n\nb', [['a'], ['b']]],
    ['"a,""b""\n",c', [['a,"b"\n', 'c']]],
    ['a,\n', [['a', '']]],
    [',', [['', '']]],
    ['""\n', [['']]],
    ['\uFEFFa\rb', [['a'], ['b']]],
    ['', []],
  ])('reads %j', (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  it.each(['"a', 'a"b', '"a"b', 'x\n"'])('refuses %j, whose quotes do not fit', (text) => {
    expect(() => parseCsv(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  it.each([
    ['letters', 'a'],
    ['commas', ','],
    ['lines', '\n'],
    ['quotes', '"'],
  ])('reads a cell of five million %s', (_name, char) => {
    const cell = char.repeat(5_000_000);
    expect(
      parseCsv(`"${cell.replaceAll('"', '""')}",b\n`)[0]?.map((value) => value === cell || value),
    ).toEqual([true, 'b']);
    expect(() => parseCsv(`"${cell.replaceAll('"', '""')}`)).toThrow('a quote that is not closed');
  });

  it('reads a cell of five million letters without quotes', () => {
    expect(parseCsv(`${'a'.repeat(5_000_000)},b`)[0]?.map(({ length }) => length)).toEqual([
      5_000_000, 1,
    ]);
  });

  it.each([
    ['cells', 'a,'.repeat(LIMITS.csvCells + 1)],
    ['rows', 'a\n'.repeat(LIMITS.callRows + 2)],
  ])('ends where it has too many %s', (things, text) => {
    expect(() => parseCsv(text)).toThrow(
      expect.objectContaining({
        code: 'PAYLOAD_TOO_LARGE',
        message: expect.stringContaining(things),
      }),
    );
  });

  it('is written with quotes where they are needed, and reads back', () => {
    expect(formatCsv([1, 'a,b', null, [1, 2], { label: 'x', score: 0.5 }, true])).toBe(
      '1\n"a,b"\nnan\n1,2\nx,0.5\ntrue\n',
    );
    expect(parseCsv(formatCsv([['a"b', 'c\nd']]))).toEqual([['a"b', 'c\nd']]);
  });

  it.each([
    ['no number', [1, null, 2]],
    ['an empty label', ['a', '', 'b']],
    ['no number of several', [[null], [null, null], [1]]],
  ])('has a line for each prediction, none of them empty, where one is %s', (_about, values) => {
    expect(formatCsv(values).split('\n').slice(0, -1)).not.toContain('');
    expect(parseCsv(formatCsv(values))).toHaveLength(values.length);
  });
});
