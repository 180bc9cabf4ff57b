import { describe, expect, it } from '@jest/globals';
import { setAlias } from '../../../layers/maas/core/registry/aliases.ts';
import { deleteModel, deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { modelKey, versionKey } from '../../../layers/maas/core/registry/keys.ts';
import { RECORD_SCHEMA } from '../../../layers/maas/core/registry/records.ts';
import { requireRecord } from '../../../layers/maas/core/registry/record-store.ts';
import { RecordCache } from '../../../layers/maas/core/serving/record-cache.ts';
import { addReady } from '../../support/registry.ts';
import { registry, store, put, useRecords } from '../../support/unreadable-records.ts';

useRecords();

describe('a record that a later release wrote', () => {
  const toLater = (key: string): void => {
    const text = Buffer.from(store.objects.get(key) ?? '').toString();
    put(key, JSON.stringify({ ...(JSON.parse(text) as object), schema: RECORD_SCHEMA + 1 }));
  };

  it('is listed with the release that it needs, beside the others', async () => {
    toLater(versionKey('m', 2));
    const { items } = await registry.listVersions('m');
    expect(items.map(({ status, rejection }) => [status, rejection?.message])).toEqual([
      ['READY', undefined],
      [
        'REJECTED',
        "Its record 'models/m/versions/2/version.json' was written by a later release (schema 2; " +
          'this one reads schema 1 and earlier), so nothing is known of it; deploy that release ' +
          'again, or a later one.',
      ],
      ['READY', undefined],
    ]);
  });

  it('is not written over, whatever is asked for', async () => {
    toLater(versionKey('m', 2));
    toLater(modelKey('m'));
    const before = new Map(store.objects);
    for (const change of [
      () => deleteVersion(registry, 'm', 2),
      () => deleteModel(registry, 'm'),
      () => addReady(registry),
      () => setAlias(registry, 'm', 'live', 1),
      () => registry.updateVersion('m', 2, (record) => ({ ...record, description: 'changed' })),
    ]) {
      await expect(change()).rejects.toMatchObject({
        code: 'LOADING_FAILED',
        message: expect.stringMatching(/^The record '.*' was written by a later release/),
      });
    }
    expect(new Map(store.objects)).toEqual(before);
  });

  it('is answered from what was read before it, and refused where nothing was', async () => {
    const clock = { nowMs: () => 0, monotonicMs: () => 0 };
    const open = (): RecordCache =>
      new RecordCache(store, clock, { ttlMs: 0, onStale: () => undefined, parse: requireRecord });
    const key = versionKey('m', 2);
    const cache = open();
    await cache.find(key);
    toLater(key);
    expect(await cache.find(key)).toMatchObject({ version: 2, status: 'READY' });
    await expect(open().find(key)).rejects.toMatchObject({ code: 'LOADING_FAILED' });
  });
});
