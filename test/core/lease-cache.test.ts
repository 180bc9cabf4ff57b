import { describe, expect, it } from '@jest/globals';
import { LeaseCache } from '../../layers/maas/core/lease-cache.ts';

/** The ids of what is given up, in their order. */
const evict = (cache: LeaseCache<string>, fewest?: number): string[] =>
  cache.evict(fewest).map(([id]) => id);

const make = (value: string) => async (): Promise<string> => value;

describe('LeaseCache', () => {
  it('makes a value once for all who ask at the same time', async () => {
    const cache = new LeaseCache<string>(10);
    let made = 0;
    const count = async (): Promise<string> => `value ${++made}`;

    const [first, second] = [cache.lease('a', 1, count), cache.lease('a', 1, count)];

    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(await Promise.all([first.value, second.value])).toEqual(['value 1', 'value 1']);
  });

  it('gives up the least recently used value first when it is over its budget', () => {
    const cache = new LeaseCache<string>(2);
    for (const id of ['a', 'b', 'a', 'c']) cache.lease(id, 1, make(id)).release();

    expect(cache.isOverBudget).toBe(true);
    expect(evict(cache)).toEqual(['b']);
    expect(cache.isOverBudget).toBe(false);
  });

  it('keeps what is in use, and its budget stays exceeded', () => {
    const cache = new LeaseCache<string>(1);
    cache.lease('a', 1, make('a'));
    cache.lease('b', 1, make('b')).release();
    cache.lease('c', 1, make('c'));

    expect(evict(cache)).toEqual(['b']);
    expect(cache.isOverBudget).toBe(true);
  });

  it('keeps as many as it is asked to, even above its budget', () => {
    const cache = new LeaseCache<string>(1);
    cache.lease('a', 5, make('a')).release();
    expect(evict(cache, 1)).toEqual([]);
    cache.lease('b', 5, make('b')).release();

    expect(evict(cache, 1)).toEqual(['a']);
  });

  it('ends a lease once when it is released twice', () => {
    const cache = new LeaseCache<string>(0);
    const lease = cache.lease('a', 1, make('a'));
    cache.lease('a', 1, make('a'));
    lease.release();
    lease.release();

    expect(evict(cache)).toEqual([]);
  });

  it('makes a value anew when making it failed', async () => {
    const cache = new LeaseCache<string>(10);
    const failed = cache.lease('a', 1, async () => {
      throw new Error('no');
    });
    await expect(failed.value).rejects.toThrow('no');

    const again = cache.lease('a', 1, make('value'));

    expect(again.isNew).toBe(true);
    expect(await again.value).toBe('value');
  });
});
