import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeFloats } from '../../../layers/maas/core/protocol/write-floats.ts';

const MOST_DIGITS = 9;

const toFloats = (bits: readonly number[]): Float32Array =>
  new Float32Array(Uint32Array.from(bits).buffer);

const countDigits = (text: string): number =>
  text.replace(/e.*/, '').replace(/\D/g, '').replace(/^0+/, '').length;

/** By trying, as slowly as it is plain. */
function findFewestDigits(value: number): number {
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    if (Math.fround(Number(value.toPrecision(digits))) === value) return digits;
  }
  return MOST_DIGITS;
}

describe('writeFloats', () => {
  it('gives back the bits of any float32', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff_ffff }).map((bits) => bits >>> 0)), (bits) => {
        const values = toFloats(bits);
        const read = (JSON.parse(writeFloats(values)) as (number | null)[]).map((value) =>
          value === null ? NaN : Math.fround(value),
        );
        const wanted = Array.from(values, (value) => (Number.isFinite(value) ? value : NaN));
        expect(read).toEqual(wanted);
        read.forEach((value, index) => {
          expect(Object.is(value, wanted[index])).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('writes no digit that float32 does not need', () => {
    fc.assert(
      fc.property(
        fc.float({ min: Math.fround(1e-12), max: Math.fround(0.999), noNaN: true }),
        (value) => {
          const text = writeFloats(Float32Array.of(value)).slice(1, -1);
          expect(countDigits(text)).toBe(findFewestDigits(value));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    [
      'whole numbers',
      [0, 1, -7, 16_777_216, 1e9, 1e20],
      '[0,1,-7,16777216,1000000000,100000000000000000000]',
    ],
    ['decimals', [0.1, -0.5, 123456.789, 9.9999999], '[0.1,-0.5,123456.79,10]'],
    [
      'an exponent, as JavaScript has it',
      [1e-7, -1.5e-10, 2 ** 80],
      '[1e-7,-1.5e-10,1.20892582e+24]',
    ],
    [
      'the largest and the smallest',
      [3.4028234663852886e38, 1e-45],
      '[3.40282347e+38,1.40129846e-45]',
    ],
    ['a zero below zero', [-0], '[-0.0]'],
    ['null for what JSON has no number for', [NaN, Infinity, -Infinity], '[null,null,null]'],
    ['nothing', [], '[]'],
  ])('writes %s', (_what, values, text) => {
    expect(writeFloats(Float32Array.from(values))).toBe(text);
  });

  it('reads a part of a longer buffer alone', () => {
    expect(writeFloats(Float32Array.of(1, 0.25, 0.1, 4).subarray(1, 3))).toBe('[0.25,0.1]');
  });
});
