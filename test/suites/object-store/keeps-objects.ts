import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SuiteContext } from '../object-store-suite.ts';
import { LONG_BYTES, makeBytes, readAll, toStream } from './bodies.ts';

const SIZES = [0, 1, 1000, 64 * 1024, 64 * 1024 + 1, LONG_BYTES];

/** Pieces of keys that S3 takes, and that have led stores astray. */
const PIECES = [
  'a',
  'B',
  '.',
  '..',
  ' ',
  '%',
  '%2F',
  '+',
  '&',
  '=',
  '?',
  '#',
  "'",
  '"',
  '!',
  '*',
  '(',
  ')',
  ':',
  '~',
  '\\',
  '$',
  '@',
  ',',
  ';',
  'ä',
  '語',
  '😀',
  '\u202e',
  'con',
  'index.sqlite',
  'files',
];
const keys = fc
  .array(
    fc
      .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 })
      .map((pieces) => pieces.join('')),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join('/'));

export function itKeepsObjects({ open, newPrefix, unlessGap }: SuiteContext): void {
  it.each(SIZES)('answers %i bytes as they were put, in every way', async (size) => {
    const store = await open();
    const prefix = newPrefix();
    const bytes = makeBytes(size);
    for (const [key, body] of [
      [`${prefix}bytes`, bytes],
      [`${prefix}stream`, toStream(bytes)],
    ] as const) {
      await store.put(key, body);
      const object = await store.get(key);
      expect(object !== undefined && object !== 'unchanged' && bytes.equals(object.bytes)).toBe(
        true,
      );
      expect((await readAll(await store.stream(key)))?.equals(bytes)).toBe(true);
      expect(await store.head(key)).toMatchObject({ sizeBytes: size });
    }
  });

  it('answers undefined when there is no such object', async () => {
    const store = await open();
    const key = `${newPrefix()}absent`;
    expect(await store.get(key)).toBeUndefined();
    expect(
      await store.get(key, { ifNoneMatch: 'd41d8cd98f00b204e9800998ecf8427e' }),
    ).toBeUndefined();
    expect(await store.stream(key)).toBeUndefined();
    expect(await store.stream(key, { start: 0, lengthBytes: 1 })).toBeUndefined();
    expect(await store.head(key)).toBeUndefined();
  });

  it('has one ETag for an object, without quotes, whoever is asked', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    const etag = await store.put(key, makeBytes(10));
    expect(etag).toMatch(/^[0-9a-f]+$/);
    expect(await store.get(key)).toMatchObject({ etag });
    expect(await store.head(key)).toMatchObject({ etag });
  });

  unlessGap('ETag of parts')('answers the ETag of a long stream', async () => {
    const store = await open();
    const key = `${newPrefix()}long`;
    const etag = await store.put(key, toStream(makeBytes(LONG_BYTES)));
    expect(await store.head(key)).toMatchObject({ etag });
  });

  it("answers 'unchanged' when the ETag is still the one known, and the object when not", async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    const first = await store.put(key, Buffer.from('one'));
    expect(await store.get(key, { ifNoneMatch: first })).toBe('unchanged');
    await store.put(key, Buffer.from('two'));
    expect(await store.get(key, { ifNoneMatch: first })).toMatchObject({
      bytes: expect.objectContaining({ length: 3 }),
    });
  });

  it.each([
    ['the first bytes', 0, 10, 10],
    ['some in the middle', 70_000, 1000, 1000],
    ['all', 0, 100_000, 100_000],
    ['the last byte', 99_999, 1, 1],
    ['fewer than asked for, where the object ends', 99_990, 1000, 10],
  ])('streams a range: %s', async (_, start, lengthBytes, expected) => {
    const store = await open();
    const bytes = makeBytes(100_000);
    const key = `${newPrefix()}a`;
    await store.put(key, bytes);
    expect(
      (await readAll(await store.stream(key, { start, lengthBytes })))?.equals(
        bytes.subarray(start, start + expected),
      ),
    ).toBe(true);
  });

  it.each([
    ['begins past the end', 10, 1],
    ['is empty', 0, 0],
    ['is negative', -1, 5],
  ])('throws when a range %s', async (_, start, lengthBytes) => {
    const store = await open();
    const key = `${newPrefix()}a`;
    await store.put(key, makeBytes(10));
    await expect(store.stream(key, { start, lengthBytes })).rejects.toThrow();
  });

  it.each([
    ['short', 2 * 1024 * 1024, 1024 * 1024],
    ['long', LONG_BYTES, LONG_BYTES - 10],
  ])(
    'keeps nothing when a %s stream breaks, and what was there before',
    async (_, size, failAt) => {
      const store = await open();
      const prefix = newPrefix();
      await store.put(`${prefix}old`, Buffer.from('old'));
      for (const key of [`${prefix}new`, `${prefix}old`]) {
        await expect(store.put(key, toStream(makeBytes(size), failAt))).rejects.toThrow(
          'the source broke',
        );
      }
      expect(await store.head(`${prefix}new`)).toBeUndefined();
      expect(await store.get(`${prefix}old`)).toMatchObject({
        bytes: expect.objectContaining({ length: 3 }),
      });
    },
  );

  it('is whole to a reader who began before it was replaced', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    const bytes = makeBytes(200_000);
    await store.put(key, toStream(bytes));
    const reading = await store.stream(key);
    await store.put(key, Buffer.from('new'));
    expect((await readAll(reading))?.equals(bytes)).toBe(true);
  });

  it('deletes what is there, and what is not', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    await store.put(key, toStream(makeBytes(100_000)));
    await store.delete(key);
    expect(await store.head(key)).toBeUndefined();
    await store.delete(key);
  });

  it('keeps one object per key, whatever the key', async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(keys, { minLength: 2, maxLength: 4 }), async (suffixes) => {
        const prefix = newPrefix();
        for (const suffix of suffixes) {
          await store.put(prefix + suffix, Buffer.from(suffix), { ifAbsent: true });
        }
        for (const suffix of suffixes) {
          const object = await store.get(prefix + suffix);
          expect(
            object !== undefined && object !== 'unchanged' && Buffer.from(object.bytes).toString(),
          ).toBe(suffix);
        }
        const sorted = suffixes
          .map((suffix) => Buffer.from(prefix + suffix))
          .sort((a, b) => Buffer.compare(a, b))
          .map(String);
        expect((await store.list(prefix)).keys).toEqual(sorted);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['empty', ''],
    ['longer than 1024 bytes', 'ä'.repeat(513)],
    ['no text', 'a\ud800'],
  ])('refuses a key that is %s', async (_, key) => {
    const store = await open();
    await expect(store.put(key, Buffer.from('x'))).rejects.toThrow(RangeError);
    await expect(store.get(key)).rejects.toThrow(RangeError);
    await expect(store.delete(key)).rejects.toThrow(RangeError);
  });
}
