import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ObjectReader } from '../../layers/maas/core/ports/object-store.ts';
import { makeBytes } from './object-store/bodies.ts';

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

/** Describes every `ObjectReader`, run on each. */
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
      expect(await reader.readInto('read/absent', 0, Buffer.alloc(1))).toBeUndefined();
    });

    it.each([
      [0, 1],
      [0, BYTES.length],
      [1_000_000, 1_000_000],
      [BYTES.length - 1, 1],
      [BYTES.length - 10, 1000],
    ])('reads the range from %i of %i bytes', async (start, lengthBytes) => {
      const target = Buffer.alloc(lengthBytes);
      const expected = BYTES.subarray(start, start + lengthBytes);
      expect(await reader.readInto('read/large', start, target)).toBe(expected.length);
      expect(target.subarray(0, expected.length).equals(expected)).toBe(true);
    });

    it('throws when a range is not in the object', async () => {
      await expect(reader.readInto('read/large', BYTES.length, Buffer.alloc(1))).rejects.toThrow();
      await expect(reader.readInto('read/large', 0, Buffer.of())).rejects.toThrow();
      await expect(reader.readInto('read/empty', 0, Buffer.alloc(1))).rejects.toThrow();
    });

    it('reads many ranges at once, each into its own place', async () => {
      const size = 100_000;
      const whole = Buffer.alloc(BYTES.length);
      const starts = Array.from({ length: Math.ceil(BYTES.length / size) }, (_, i) => i * size);
      await Promise.all(
        starts.map((start) =>
          reader.readInto('read/large', start, whole.subarray(start, start + size)),
        ),
      );
      expect(whole.equals(BYTES)).toBe(true);
    });

    it.each(ODD_KEYS)('reads the key %s', async (key) => {
      await put(key, Buffer.from(key));
      const target = Buffer.alloc(Buffer.byteLength(key));
      await reader.readInto(key, 0, target);
      expect(target.toString()).toBe(key);
    });
  });
}
