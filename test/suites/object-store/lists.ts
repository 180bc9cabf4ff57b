import { beforeAll, expect, it } from '@jest/globals';
import type { ListOptions, ObjectStore } from '../../../layers/maas/core/ports/object-store.ts';
import type { SuiteContext } from '../object-store-suite.ts';

/** UTF-16 would put the last two the other way round. */
const IN_ORDER = [
  'A',
  'Z',
  'a',
  'a-b/x',
  'a.b',
  'a/b',
  'a/b/c',
  'a/b/d',
  'a/c',
  'a0',
  'b/',
  'b/x',
  'é',
  '語/x',
  '\ufffd',
  '😀',
];
const BEGINNINGS = ['A', 'Z', 'a', 'a-b/', 'a.b', 'a/', 'a0', 'b/', 'é', '語/', '\ufffd', '😀'];

export function itLists({ open, newPrefix }: SuiteContext): void {
  let store: ObjectStore;
  let prefix: string;

  beforeAll(async () => {
    store = await open();
    prefix = newPrefix();
    for (const key of IN_ORDER.toReversed()) await store.put(prefix + key, Buffer.from(key));
  });

  const list = async (
    under: string,
    { startAfter, ...options }: ListOptions = {},
  ): Promise<{ keys: string[]; isTruncated: boolean }> => {
    const page = await store.list(prefix + under, {
      ...options,
      ...(startAfter === undefined ? {} : { startAfter: prefix + startAfter }),
    });
    return {
      isTruncated: page.isTruncated,
      keys: page.keys.map((key) => key.slice(prefix.length)),
    };
  };

  it('answers keys in the order of their UTF-8 bytes', async () => {
    expect(await list('')).toEqual({ keys: IN_ORDER, isTruncated: false });
  });

  it('answers only keys that begin with the prefix, whether it ends a name or not', async () => {
    expect((await list('a/b')).keys).toEqual(['a/b', 'a/b/c', 'a/b/d']);
    expect((await list('a/')).keys).toEqual(['a/b', 'a/b/c', 'a/b/d', 'a/c']);
    expect(await list('none')).toEqual({ keys: [], isTruncated: false });
  });

  it('answers beginnings once, among the keys, when there is a delimiter', async () => {
    expect(await list('', { delimiter: '/' })).toEqual({ keys: BEGINNINGS, isTruncated: false });
    expect((await list('a/', { delimiter: '/' })).keys).toEqual(['a/b', 'a/b/', 'a/c']);
  });

  it('leaves out all up to and including startAfter, whether it is a key or not', async () => {
    expect((await list('', { startAfter: 'a/b' })).keys).toEqual(IN_ORDER.slice(6));
    expect((await list('', { startAfter: 'a/bb' })).keys).toEqual(IN_ORDER.slice(8));
    expect((await list('a/', { startAfter: 'A' })).keys).toEqual(['a/b', 'a/b/c', 'a/b/d', 'a/c']);
  });

  it.each([1, 2, 5, IN_ORDER.length])(
    'answers all of them, once, in pages of %i',
    async (limit) => {
      for (const [options, expected] of [
        [{}, IN_ORDER],
        [{ delimiter: '/' }, BEGINNINGS],
      ] as const) {
        const seen: string[] = [];
        for (let isTruncated = true; isTruncated;) {
          const last = seen.at(-1);
          const page = await list('', {
            ...options,
            limit,
            ...(last === undefined ? {} : { startAfter: last }),
          });
          expect(page.keys.length).toBeLessThanOrEqual(limit);
          seen.push(...page.keys);
          ({ isTruncated } = page);
        }
        expect(seen).toEqual(expected);
      }
    },
  );
}
