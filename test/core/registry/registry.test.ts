import { describe, expect, it } from '@jest/globals';
import { deleteModel } from '../../../layers/maas/core/registry/delete-version.ts';
import { startUpload } from '../../../layers/maas/core/registry/start-upload.ts';
import { addReady, addSubmitted, createRegistry } from '../../support/registry.ts';
import { FILE } from '../../support/uploaded-file.ts';

describe('startUpload', () => {
  it('answers one address per file, good for an hour', async () => {
    const { registry } = createRegistry();
    const { version, uploads } = await startUpload(registry, 'm', {
      uploads: [FILE, { ...FILE, path: 'sub/tokenizer.json' }],
    });
    expect(uploads).toMatchObject([
      { path: 'model.onnx', url: 'memory:uploads/m/1/model.onnx', method: 'PUT' },
      { path: 'sub/tokenizer.json', url: 'memory:uploads/m/1/sub/tokenizer.json', method: 'PUT' },
    ]);
    // The clock of tests goes on by a second.
    expect(Date.parse(uploads[0]?.expiresAt ?? '') - Date.parse(version.createdAt)).toBe(3_601_000);
  });

  it.each([
    ['a path leaves the bundle', [{ ...FILE, path: '../model.onnx' }], 'INVALID_REQUEST'],
    ['a path is absolute', [{ ...FILE, path: '/model.onnx' }], 'INVALID_REQUEST'],
    ['a path has an empty part', [{ ...FILE, path: 'a//model.onnx' }], 'INVALID_REQUEST'],
    ['a path has a backslash', [{ ...FILE, path: 'a\\model.onnx' }], 'INVALID_REQUEST'],
    ['a path has a NUL', [{ ...FILE, path: 'a\0.onnx' }], 'INVALID_REQUEST'],
    ['two files have the same path', [FILE, FILE], 'INVALID_REQUEST'],
    ['no file is a model', [{ ...FILE, path: 'readme.md' }], 'INVALID_REQUEST'],
    [
      'several models are equally good',
      [
        { ...FILE, path: 'a.onnx' },
        { ...FILE, path: 'b.onnx' },
      ],
      'INVALID_REQUEST',
    ],
    [
      'there are too many files',
      [FILE, ...Array.from({ length: 100 }, (_, index) => ({ ...FILE, path: `${index}.txt` }))],
      'INVALID_REQUEST',
    ],
    [
      'the bundle is larger than a function can hold',
      [
        FILE,
        { ...FILE, path: 'a', bytes: 5 * 1024 ** 3 },
        { ...FILE, path: 'b', bytes: 5 * 1024 ** 3 },
      ],
      'PAYLOAD_TOO_LARGE',
    ],
  ])('refuses and takes no number when %s', async (_, uploads, code) => {
    const { registry, store } = createRegistry();
    await expect(startUpload(registry, 'm', { uploads })).rejects.toMatchObject({ code });
    expect(store.objects.size).toBe(0);
  });
});

describe('listVersions', () => {
  it('pages from the newest to the oldest when there are more than a page has', async () => {
    const { registry } = createRegistry();
    for (let count = 0; count < 12; count++) await addSubmitted(registry);
    const first = await registry.listVersions('m', { limit: 5 });
    const second = await registry.listVersions('m', { limit: 5, after: first.next });
    const third = await registry.listVersions('m', { limit: 5, after: second.next });
    expect([first, second, third].map(({ items }) => items.map(({ version }) => version))).toEqual([
      [12, 11, 10, 9, 8],
      [7, 6, 5, 4, 3],
      [2, 1],
    ]);
    expect(third.next).toBeUndefined();
  });

  it('finds all of them when the store gives them in several pages', async () => {
    const { registry, store } = createRegistry();
    for (let count = 0; count < 7; count++) await addSubmitted(registry);
    const list = store.list.bind(store);
    store.list = (prefix, options) => list(prefix, { ...options, limit: 3 });
    expect(await registry.listVersionNumbers('m')).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('fails when there is no such model, or it is deleted', async () => {
    const { registry } = createRegistry();
    await expect(registry.listVersions('m')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await addReady(registry);
    await deleteModel(registry, 'm');
    await expect(registry.listVersions('m')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

describe('listModels', () => {
  it('pages by name, each model once, when one name begins with another', async () => {
    const { registry } = createRegistry();
    const names = ['a', 'a-1', 'a0', 'ab', 'b'];
    for (const name of names) await addSubmitted(registry, name);
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await registry.listModels({ limit: 1, after });
      seen.push(...page.items.map(({ model }) => model));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(seen.sort()).toEqual(names);
  });

  it('leaves out deleted models', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'gone');
    await addReady(registry, 'here');
    await deleteModel(registry, 'gone');
    expect((await registry.listModels()).items.map(({ model }) => model)).toEqual(['here']);
  });
});

describe('updateVersion', () => {
  it('loses no change when many come at once', async () => {
    const { registry } = createRegistry();
    await addSubmitted(registry);
    await Promise.all(
      Array.from({ length: 12 }, () =>
        registry.updateVersion('m', 1, (record) => ({
          ...record,
          ingestAttempts: record.ingestAttempts + 1,
        })),
      ),
    );
    expect((await registry.getVersion('m', 1)).ingestAttempts).toBe(12);
  });

  it('writes nothing when nothing changes', async () => {
    const { registry, store } = createRegistry();
    const before = await addSubmitted(registry);
    store.before = (operation) => {
      if (operation === 'put') throw new Error('written');
    };
    expect(await registry.updateVersion('m', 1, (record) => record)).toEqual(before);
  });

  it('fails when there is no such version', async () => {
    const { registry } = createRegistry();
    await addSubmitted(registry);
    await expect(registry.updateVersion('m', 2, (record) => record)).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
    await expect(registry.getVersion('m', 2)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
  });
});
