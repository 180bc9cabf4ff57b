import { describe, expect, it } from '@jest/globals';
import { toNamedRows } from '../../../layers/maas/core/neighbours/named-rows.ts';

describe('toNamedRows', () => {
  it.each([
    ['beside each other', ['a', 'a', 'b']],
    ['apart', ['a', 'b', 'a']],
    ['like a key of objects', ['__proto__', '__proto__']],
  ])('refuses a name twice, %s', (_, names) => {
    expect(() => toNamedRows('the CSV', names, [])).toThrow(/ twice; give each column once/);
  });

  it('takes a header of as many names as a body has room for', () => {
    // To look for each among all before it would take minutes.
    const names = Array.from({ length: 400_000 }, (_, index) => `c${index}`);
    const [row] = toNamedRows('the CSV', names, [names]);
    expect(Object.keys(row ?? {})).toHaveLength(names.length);
    expect(row).toMatchObject({ c0: 'c0', c399999: 'c399999' });
  });
});
