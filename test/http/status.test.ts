import { describe, expect, it } from '@jest/globals';
import {
  CALLER_ERROR_CODES,
  ERROR_CODES,
  SERVICE_ERROR_CODES,
} from '../../layers/maas/contract/errors.ts';
import { STATUS } from '../../layers/maas/http/status.ts';

describe('STATUS', () => {
  it('has every code that an error answer can carry, and no other', () => {
    expect(Object.keys(STATUS).sort()).toEqual([...ERROR_CODES].sort());
  });

  it.each(CALLER_ERROR_CODES.filter((code) => code !== 'NOT_SUPPORTED'))(
    'is between 400 and 499 when the code is %s',
    (code) => {
      expect(Math.floor(STATUS[code] / 100)).toBe(4);
    },
  );

  it.each([...SERVICE_ERROR_CODES, 'NOT_SUPPORTED'] as const)(
    'is 500 or above when the code is %s',
    (code) => {
      expect(Math.floor(STATUS[code] / 100)).toBe(5);
    },
  );
});
