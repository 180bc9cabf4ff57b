import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addNumbers,
  hasNumber,
  listNumbers,
  removeNumbers,
} from '../../../layers/maas/core/registry/number-ranges.ts';

const Numbers = fc.array(fc.integer({ min: 1, max: 60 }));

describe('ranges of numbers', () => {
  it('are what a set of them would be when numbers come and go', () => {
    fc.assert(
      fc.property(Numbers, Numbers, (added, removed) => {
        const ranges = removeNumbers(addNumbers([], added), removed);
        const expected = [...new Set(added)]
          .filter((number) => !removed.includes(number))
          .sort((a, b) => a - b);
        expect(listNumbers(ranges)).toEqual(expected);
        for (let number = 0; number <= 61; number++) {
          expect(hasNumber(ranges, number)).toBe(expected.includes(number));
        }
      }),
    );
  });

  it('are as few as can be when numbers follow each other', () => {
    expect(
      addNumbers(
        [
          [1, 2],
          [4, 6],
        ],
        [3, 9],
      ),
    ).toEqual([
      [1, 6],
      [9, 9],
    ]);
  });
});
