import { Buffer } from 'node:buffer';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ObjectReader, StoredObject } from '../../../layers/maas/core/ports/object-store.ts';
import { RecordCache } from '../../../layers/maas/core/serving/record-cache.ts';

const KEY = 'a-record.json';
const TTL_MS = 1000;

/** Answers what it is told to, and remembers what it was asked. */
class FakeReader implements ObjectReader {
  answer: (key: string) => Promise<StoredObject | 'unchanged' | undefined> = () =>
    Promise.resolve(undefined);
  readonly asked: (string | undefined)[] = [];

  get(
    key: string,
    { ifNoneMatch }: { ifNoneMatch?: string } = {},
  ): Promise<StoredObject | 'unchanged' | undefined> {
    this.asked.push(ifNoneMatch);
    return this.answer(key);
  }

  readInto(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

const stored = (value: unknown, etag: string): StoredObject => ({
  bytes: Buffer.from(JSON.stringify(value)),
  etag,
});

describe('RecordCache', () => {
  let reader: FakeReader;
  let nowMs: number;
  /** By how much the clock of the day was set. */
  let skewMs: number;
  let stale: unknown[];
  let cache: RecordCache;

  beforeEach(() => {
    reader = new FakeReader();
    nowMs = 0;
    stale = [];
    skewMs = 0;
    cache = new RecordCache(
      reader,
      { nowMs: () => nowMs + skewMs, monotonicMs: () => nowMs },
      { ttlMs: TTL_MS, onStale: (key, error) => stale.push([key, error]) },
    );
  });

  it('asks again for what it is to distrust, whatever its age, and answers by it where the store fails', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    cache.distrust();
    reader.answer = async () => stored({ n: 2 }, 'b');
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    expect(reader.asked).toEqual([undefined, 'a']);
    cache.distrust();
    reader.answer = () => Promise.reject(new Error('No network.'));
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    expect(stale).toHaveLength(1);
  });

  it('asks for all of what it is to doubt, and of nothing else', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    await cache.find('another');
    cache.doubt(KEY);
    cache.doubt('unknown');
    reader.answer = async () => stored({ n: 2 }, 'a');
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    expect(await cache.find('another')).toEqual({ n: 1 });
    expect(reader.asked).toEqual([undefined, undefined, undefined]);
  });

  it('lets nobody wait for a read of before it was to distrust', async () => {
    let release: (object: StoredObject) => void = () => undefined;
    reader.answer = () => new Promise((resolve) => (release = resolve));
    const old = cache.find(KEY);
    cache.distrust();
    reader.answer = async () => stored({ n: 2 }, 'b');
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    release(stored({ n: 1 }, 'a'));
    expect(await old).toEqual({ n: 1 });
  });

  it('asks once when a record is wanted again within its time', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    expect(await cache.find(KEY)).toEqual({ n: 1 });
    nowMs = TTL_MS - 1;
    expect(await cache.find(KEY)).toEqual({ n: 1 });
    expect(reader.asked).toEqual([undefined]);
  });

  it('asks with the ETag that it knows, and keeps the record, when its time is over and nothing changed', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    reader.answer = async () => 'unchanged';
    nowMs = TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 1 });
    nowMs = 2 * TTL_MS - 1;
    expect(await cache.find(KEY)).toEqual({ n: 1 });
    nowMs = 2 * TTL_MS;
    await cache.find(KEY);
    expect(reader.asked).toEqual([undefined, 'a', 'a']);
  });

  it('answers the new record when it has changed', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    reader.answer = async () => stored({ n: 2 }, 'b');
    nowMs = TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    nowMs = 2 * TTL_MS;
    await cache.find(KEY);
    expect(reader.asked).toEqual([undefined, 'a', 'b']);
  });

  it('asks once for all when many want a record at once', async () => {
    const waiting = Promise.withResolvers<StoredObject>();
    reader.answer = () => waiting.promise;
    const found = [cache.find(KEY), cache.find(KEY), cache.find(KEY)];
    waiting.resolve(stored({ n: 1 }, 'a'));
    expect(await Promise.all(found)).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    expect(reader.asked).toHaveLength(1);
  });

  it('answers the last known record, and says so, when the store fails', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    const failure = new Error('store down');
    reader.answer = () => Promise.reject(failure);
    nowMs = 10 * TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 1 });
    expect(stale).toEqual([[KEY, failure]]);
    reader.answer = async () => stored({ n: 2 }, 'b');
    nowMs = 11 * TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 2 });
  });

  it('answers the last known record, and asks for all of it anew, when what came cannot be read', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    reader.answer = async () => ({ bytes: Buffer.from('{"n":'), etag: 'b' });
    nowMs = TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 1 });
    expect(stale).toHaveLength(1);
    reader.answer = async () => stored({ n: 2 }, 'b');
    nowMs = 2 * TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    expect(reader.asked).toEqual([undefined, 'a', 'a']);
  });

  it('remembers nothing when what came first cannot be read', async () => {
    reader.answer = async () => ({ bytes: Buffer.from('{"n":'), etag: 'a' });
    await expect(cache.find(KEY)).rejects.toThrow();
    reader.answer = async () => stored({ n: 1 }, 'a');
    expect(await cache.find(KEY)).toEqual({ n: 1 });
    expect(reader.asked).toEqual([undefined, undefined]);
  });

  it('lets no more than one request per lifetime wait for a store that is down', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    reader.answer = () => Promise.reject(new Error('store down'));
    for (nowMs = TTL_MS; nowMs < 3 * TTL_MS; nowMs += TTL_MS / 4) {
      expect(await cache.find(KEY)).toEqual({ n: 1 });
    }
    expect([reader.asked.length, stale.length]).toEqual([3, 2]);
  });

  it('fails for all who wait, and asks anew the next time, when the store fails and nothing is known', async () => {
    reader.answer = () => Promise.reject(new Error('store down'));
    const found = await Promise.allSettled([cache.find(KEY), cache.find(KEY)]);
    expect(found.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    reader.answer = async () => stored({ n: 1 }, 'a');
    expect(await cache.find(KEY)).toEqual({ n: 1 });
    expect(reader.asked).toHaveLength(2);
    expect(stale).toEqual([]);
  });

  it('does not remember that there was none, so that a new record is seen at once', async () => {
    expect(await cache.find(KEY)).toBeUndefined();
    reader.answer = async () => stored({ n: 1 }, 'a');
    expect(await cache.find(KEY)).toEqual({ n: 1 });
  });

  it('forgets a record when it is gone', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    reader.answer = async () => undefined;
    nowMs = TTL_MS;
    expect(await cache.find(KEY)).toBeUndefined();
    await cache.find(KEY);
    expect(reader.asked).toEqual([undefined, 'a', undefined]);
  });

  it('keeps records apart when their keys differ', async () => {
    reader.answer = async (key) => stored({ key }, key);
    expect(await Promise.all([cache.find('a'), cache.find('b')])).toEqual([
      { key: 'a' },
      { key: 'b' },
    ]);
  });

  it.each([
    ['an hour back', -3_600_000],
    ['by less than the lifetime back', -TTL_MS / 2],
    ['a year ahead', 365 * 86_400_000],
  ])('asks again when its time is over and the clock was set %s', async (_, setMs) => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    reader.answer = async () => stored({ n: 2 }, 'b');
    skewMs = setMs;
    nowMs = TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 2 });
  });

  it('asks again after the instance was frozen, which stops the steady clock', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    reader.answer = async () => stored({ n: 2 }, 'b');
    skewMs = TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 2 });
  });

  it('is not answered by a read that began a lifetime before, however long that takes', async () => {
    const slow = Promise.withResolvers<StoredObject>();
    reader.answer = () => slow.promise;
    const first = cache.find(KEY);
    reader.answer = async () => stored({ n: 2 }, 'b');
    nowMs = TTL_MS;
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    slow.resolve(stored({ n: 1 }, 'a'));
    expect(await first).toEqual({ n: 1 });
    expect(await cache.find(KEY)).toEqual({ n: 2 });
  });

  it.each<[string, () => Promise<undefined>]>([
    ['finds nothing', async () => undefined],
    ['fails', () => Promise.reject(new Error('reset'))],
  ])('keeps the newer record when a slow read %s', async (_, end) => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    const slow = Promise.withResolvers<undefined>();
    reader.answer = () => slow.promise;
    nowMs = TTL_MS;
    const first = cache.find(KEY);
    reader.answer = async () => stored({ n: 2 }, 'b');
    nowMs = 2 * TTL_MS;
    await cache.find(KEY);
    slow.resolve(end());
    await first;
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    expect(reader.asked).toHaveLength(3);
  });

  it('asks the store in any case, and remembers what it said, when it is asked afresh', async () => {
    reader.answer = async () => stored({ n: 1 }, 'a');
    await cache.find(KEY);
    reader.answer = async () => stored({ n: 2 }, 'b');
    expect(await cache.fresh.find(KEY)).toEqual({ n: 2 });
    expect(await cache.find(KEY)).toEqual({ n: 2 });
    expect(reader.asked).toEqual([undefined, 'a']);
  });
});
