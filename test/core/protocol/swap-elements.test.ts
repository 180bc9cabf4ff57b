import { describe, expect, it } from '@jest/globals';
import { swapElements } from '../../../layers/maas/core/protocol/tensor-binary.ts';

describe('swapElements', () => {
  it.each([
    [2, [2, 1, 4, 3, 6, 5, 8, 7]],
    [4, [4, 3, 2, 1, 8, 7, 6, 5]],
    [8, [8, 7, 6, 5, 4, 3, 2, 1]],
  ] as const)(
    'turns elements of %i bytes round, in a copy, when the host is big-endian',
    (size, expected) => {
      const bytes = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8).subarray(1);
      expect([...swapElements(bytes, size)]).toEqual(expected);
      expect([...bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    },
  );
});
