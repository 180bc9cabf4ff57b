import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { StoreCaptures } from '../../../layers/maas/adapters/captures/store-captures.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

it('unpacks what Firehose packed, and has nothing of what is gone', async () => {
  const store = new MemoryObjectStore();
  const captures = new StoreCaptures(store);
  const bytes = Buffer.from('{"kind":"prediction"}\n');
  await store.put('captures/m/1/a.jsonl.gz', gzipSync(bytes));
  await store.put('captures/m/1/b.jsonl', bytes);
  for (const key of ['captures/m/1/a.jsonl.gz', 'captures/m/1/b.jsonl']) {
    expect(Buffer.from((await captures.read(key)) ?? [])).toEqual(bytes);
  }
  expect(await captures.read('captures/m/1/none.jsonl.gz')).toBeUndefined();
});
