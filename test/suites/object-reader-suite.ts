import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ObjectReader } from '../../layers/maas/core/ports.ts';
import { makeBytes, readAll } from './object-store/bodies.ts';

/** One reader, and somebody who writes what it reads. */
export interface ObjectReaderCase {
  readonly open: () => Promise<{
    readonly reader: ObjectReader;
    readonly put: (key: string, bytes: Uint8Array) => Promise<string>;
  }>;
}

const BYTES = makeBytes(3 * 1024 * 1024 + 5);
const ODD_KEYS = [
  "a b+c%20(d)'!*~é.txt",
  '../x',
  './y',
  'a//b',
  'q?x=1&y#z',
  '語/😀',
  'a%2Fb',
  '%',
];

/** What every `ObjectReader` does, run on each. */
export function describeObjectReader(name: string, { open }: ObjectReaderCase): void {
  describe(`ObjectReader: ${name}`, () => {
    let reader: ObjectReader;
    let put: (key: string, bytes: Uint8Array) => Promise<string>;

    beforeAll(async () => {
      ({ reader, put } = await open());
      await put('read/large', BYTES);
      await put('read/empty', Buffer.of());
    });

    it('answers an object with the ETag that its writer got', async () => {
      const etag = await put('read/small', Buffer.from('small'));
      const object = await reader.get('read/small');
      expect(object).toMatchObject({ etag });
      expect(
        object !== undefined && object !== 'unchanged' && Buffer.from(object.bytes).toString(),
      ).toBe('small');
    });

    it("answers 'unchanged' until the object is another", async () => {
      const ifNoneMatch = await put('read/changing', Buffer.from('one'));
      expect(await reader.get('read/changing', { ifNoneMatch })).toBe('unchanged');
      const etag = await put('read/changing', Buffer.from('two'));
      expect(await reader.get('read/changing', { ifNoneMatch })).toMatchObject({ etag });
    });

    it('answers undefined when there is no such object', async () => {
      expect(await reader.get('read/absent')).toBeUndefined();
      expect(await reader.get('read/absent', { ifNoneMatch: 'abc' })).toBeUndefined();
      expect(await reader.stream('read/absent')).toBeUndefined();
      expect(await reader.stream('read/absent', { start: 0, lengthBytes: 1 })).toBeUndefined();
    });

    it('streams all of an object', async () => {
      expect((await readAll(await reader.stream('read/large')))?.equals(BYTES)).toBe(true);
      expect(await readAll(await reader.stream('read/empty'))).toHaveLength(0);
    });

    it.each([
      [0, 1],
      [1_000_000, 1_000_000],
      [BYTES.length - 1, 1],
      [BYTES.length - 10, 1000],
    ])('streams the range from %i of %i bytes', async (start, lengthBytes) => {
      expect(
        (await readAll(await reader.stream('read/large', { start, lengthBytes })))?.equals(
          BYTES.subarray(start, start + lengthBytes),
        ),
      ).toBe(true);
    });

    it('throws when a range is not in the object', async () => {
      await expect(
        reader.stream('read/large', { start: BYTES.length, lengthBytes: 1 }),
      ).rejects.toThrow();
      await expect(reader.stream('read/large', { start: 0, lengthBytes: 0 })).rejects.toThrow();
    });

    it('streams many ranges at once', async () => {
      const size = 100_000;
      const starts = Array.from({ length: Math.ceil(BYTES.length / size) }, (_, i) => i * size);
      const parts = await Promise.all(
        starts.map(async (start) =>
          readAll(await reader.stream('read/large', { start, lengthBytes: size })),
        ),
      );
      expect(Buffer.concat(parts.map((part) => part ?? Buffer.of())).equals(BYTES)).toBe(true);
    });

    it.each(ODD_KEYS)('reads the key %s', async (key) => {
      await put(key, Buffer.from(key));
      expect((await readAll(await reader.stream(key)))?.toString()).toBe(key);
    });
  });
}
