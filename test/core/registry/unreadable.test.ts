import { beforeEach, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { deleteAlias } from '../../../layers/maas/core/registry/aliases.ts';
import { deleteModel, deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import {
  bundleFileKey,
  modelKey,
  uploadKey,
  versionKey,
} from '../../../layers/maas/core/registry/keys.ts';
import { listRepository } from '../../../layers/maas/core/catalog/repository-index.ts';
import { addReady, BUNDLE } from '../../support/registry.ts';
import { registry, store, put, change, useRecords } from '../../support/unreadable-records.ts';

/** Records that may stand in a store in place of a version's own. */
const RECORDS: Readonly<Record<string, () => string>> = {
  'has any size': () => change({ bundle: { labels: 'x'.repeat(LIMITS.readRecordBytes) } }),
  'is not JSON': () => '{"model": "m", "vers',
  'is empty': () => '',
  'is null': () => 'null',
  'is a list': () => '[1]',
  'has a status of a later release': () => change({ status: 'ARCHIVED' }),
  'has no uploads': () => change({ uploads: undefined }),
  'has files of another form': () => change({ uploads: [['model.onnx', 5]] }),
  'has ranges of another form': () =>
    change({
      bundle: {
        ...BUNDLE,
        files: [{ path: 'model.onnx', bytes: 5, sha256: '', ranges: { bytes: 4, crc32: 'AAA=' } }],
      },
    }),
  'has a bundle without a signature': () => change({ bundle: { files: [] } }),
  'is that of another version': () => change({ version: 9 }),
  'serves a task of a later release': () => change({ bundle: { ...BUNDLE, task: 'ranking' } }),
  'has a shape of words': () =>
    change({
      bundle: {
        ...BUNDLE,
        signature: { inputs: [{ name: 'x', datatype: 'FP32', shape: ['n'] }], outputs: [] },
      },
    }),
};

useRecords();

describe.each(Object.entries(RECORDS))('a version whose record %s', (_, make) => {
  beforeEach(() => {
    put(versionKey('m', 2), make());
  });

  it('is listed with what is wrong, beside the others', async () => {
    const { items } = await registry.listVersions('m');
    expect(
      items.map(({ version, status, rejection }) => [version, status, rejection?.code]),
    ).toEqual([
      [3, 'READY', undefined],
      [2, 'REJECTED', 'RECORD_UNREADABLE'],
      [1, 'READY', undefined],
    ]);
    expect(await listRepository(registry)).toMatchObject([
      { state: 'READY' },
      { state: 'UNAVAILABLE', reason: expect.stringContaining('delete the version') },
      { state: 'READY' },
    ]);
  });

  it('is deleted, alone or with its model', async () => {
    await deleteVersion(registry, 'm', 2);
    expect(await registry.getVersion('m', 2)).toMatchObject({ status: 'DELETED' });
    expect(store.objects.get(versionKey('m', 2))?.length).toBeLessThan(1000);
    put(versionKey('m', 3), make());
    await deleteModel(registry, 'm');
    expect([...store.objects.keys()].filter((key) => !key.endsWith('/version.json'))).toEqual([
      modelKey('m'),
    ]);
    expect(await listRepository(registry)).toEqual([]);
  });
});

describe('a model', () => {
  it.each(['{"model": "m"', 'null', '{}', '{"model":"m","revision":1,"aliases":{"live":3}}'])(
    'is listed beside the others, and deleted, when its record is %s',
    async (text) => {
      await addReady(registry, 'other');
      put(modelKey('m'), text);
      expect((await registry.listModels()).items.map(({ model }) => model)).toEqual(['m', 'other']);
      await deleteModel(registry, 'm');
      expect((await registry.listModels()).items.map(({ model }) => model)).toEqual(['other']);
      expect(
        [...store.objects.keys()].filter(
          (key) => key.startsWith('models/m/versions/') && !key.endsWith('/version.json'),
        ),
      ).toEqual([]);
    },
  );

  it('is deleted when its record is gone and its versions are not', async () => {
    store.objects.delete(modelKey('m'));
    await deleteModel(registry, 'm');
    expect([...store.objects.keys()].filter((key) => key.includes('/files/'))).toEqual([]);
    await expect(deleteModel(registry, 'm')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('is deleted with files that no record names, and thousands of them', async () => {
    store.objects.delete(versionKey('m', 2));
    for (let index = 0; index < 2500; index++) put(bundleFileKey('m', 2, `part-${index}`), 'x');
    put(uploadKey('m', 2, 'rest'), 'x');
    await deleteModel(registry, 'm');
    expect(
      [...store.objects.keys()].filter(
        (key) => key.includes('/files/') || key.startsWith('uploads/'),
      ),
    ).toEqual([]);
  });

  it('goes on with its deletion where the call before ended', async () => {
    for (let count = 0; count < 230; count++) await registry.createVersion('m', { uploads: [] });
    let buried = 0;
    store.before = (operation, key) => {
      if (operation === 'put' && key.endsWith('/version.json') && ++buried > 150) {
        throw new Error('the time was over');
      }
    };
    await expect(deleteModel(registry, 'm')).rejects.toThrow('over');
    buried = 0;
    await deleteModel(registry, 'm');
    expect(buried).toBeLessThan(150);
    await expect(deleteModel(registry, 'm')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('is deleted and made anew without its old versions coming back', async () => {
    await addReady(registry, 'm', 'live');
    await deleteAlias(registry, 'm', 'live');
    await deleteModel(registry, 'm');
    const { version } = await addReady(registry, 'm', 'live');
    expect(version).toBe(5);
    expect((await listRepository(registry)).map((entry) => entry.version)).toEqual(['5']);
  });
});
