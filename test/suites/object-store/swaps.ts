import { expect, it } from '@jest/globals';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { PreconditionFailedError } from '../../../layers/maas/core/errors.ts';
import { RecordStore } from '../../../layers/maas/core/registry/record-store.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import type { SuiteContext } from '../object-store-suite.ts';
import { LONG_BYTES, makeBytes, readAll, toStream } from './bodies.ts';

const WRITERS = 12;
const UPLOADS = 20;

export function itSwaps({ open, newPrefix, unlessGap }: SuiteContext): void {
  it('creates when absent, and refuses when present', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    await store.put(key, Buffer.from('one'), { ifAbsent: true });
    await expect(store.put(key, Buffer.from('two'), { ifAbsent: true })).rejects.toThrow(
      PreconditionFailedError,
    );
    await expect(store.put(key, toStream(Buffer.from('two')), { ifAbsent: true })).rejects.toThrow(
      PreconditionFailedError,
    );
    expect((await readAll(await store.stream(key)))?.toString()).toBe('one');
  });

  it('creates again after a deletion', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    await store.put(key, Buffer.from('one'), { ifAbsent: true });
    await store.delete(key);
    await store.put(key, Buffer.from('two'), { ifAbsent: true });
    expect((await readAll(await store.stream(key)))?.toString()).toBe('two');
  });

  it('replaces when the ETag is the one known, and refuses when it differs', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    const first = await store.put(key, Buffer.from('one'));
    const second = await store.put(key, Buffer.from('two'), { ifMatch: first });
    await expect(store.put(key, Buffer.from('three'), { ifMatch: first })).rejects.toThrow(
      PreconditionFailedError,
    );
    await store.put(key, toStream(Buffer.from('four')), { ifMatch: second });
    await expect(
      store.put(key, toStream(Buffer.from('five')), { ifMatch: second }),
    ).rejects.toThrow(PreconditionFailedError);
    expect((await readAll(await store.stream(key)))?.toString()).toBe('four');
  });

  it('refuses to replace what is gone', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    const etag = await store.put(key, Buffer.from('one'));
    await store.delete(key);
    await expect(store.put(key, Buffer.from('two'), { ifMatch: etag })).rejects.toThrow(
      PreconditionFailedError,
    );
    await expect(store.put(key, toStream(Buffer.from('two')), { ifMatch: etag })).rejects.toThrow(
      PreconditionFailedError,
    );
    expect(await store.head(key)).toBeUndefined();
  });

  unlessGap('if-absent on parts')('refuses a long stream when the object is there', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    await store.put(key, Buffer.from('one'));
    await expect(
      store.put(key, toStream(makeBytes(LONG_BYTES)), { ifAbsent: true }),
    ).rejects.toThrow(PreconditionFailedError);
    expect(await store.head(key)).toMatchObject({ sizeBytes: 3 });
  });

  unlessGap('if-match on parts')('refuses a long stream when the ETag is another', async () => {
    const store = await open();
    const key = `${newPrefix()}a`;
    const first = await store.put(key, Buffer.from('one'));
    await store.put(key, Buffer.from('two'));
    await expect(
      store.put(key, toStream(makeBytes(LONG_BYTES)), { ifMatch: first }),
    ).rejects.toThrow(PreconditionFailedError);
    expect(await store.head(key)).toMatchObject({ sizeBytes: 3 });
  });

  it(`lets one win when ${WRITERS} writers race for one key`, async () => {
    const store = await open();
    const key = `${newPrefix()}prize`;
    const results = await Promise.allSettled(
      Array.from({ length: WRITERS }, (_, i) =>
        store.put(key, Buffer.from(`writer ${i}`), { ifAbsent: true }),
      ),
    );
    const winners = results.flatMap(({ status }, i) =>
      status === 'fulfilled' ? [`writer ${i}`] : [],
    );
    expect(winners).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') {
        expect(result.reason).toBeInstanceOf(PreconditionFailedError);
      }
    }
    expect((await readAll(await store.stream(key)))?.toString()).toBe(winners[0]);
  });

  it('loses no change when many change one record at once', async () => {
    const store = await open();
    const records = new RecordStore(store);
    const key = `${newPrefix()}counter.json`;
    await records.create(key, { count: 0 });
    await Promise.all(
      Array.from({ length: WRITERS }, () =>
        records.update<{ count: number }>(key, ({ count }) => ({ count: count + 1 })),
      ),
    );
    expect(await records.find(key)).toMatchObject({ value: { count: WRITERS } });
  });

  it(`gives ${UPLOADS} uploads at once ${UPLOADS} different version numbers`, async () => {
    const registry = new Registry(await open(), systemClock);
    const versions = await Promise.all(
      Array.from({ length: UPLOADS }, () => registry.createVersion('raced', { uploads: [] })),
    );
    expect(versions.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: UPLOADS }, (_, i) => i + 1),
    );
  });
}
