import { describe, expect, it } from '@jest/globals';
import { deleteModel } from '../../../layers/maas/core/registry/delete-version.ts';
import { startUpload } from '../../../layers/maas/core/registry/start-upload.ts';
import { addReady, addSubmitted, createRegistry } from '../../support/registry.ts';

const FILE = { path: 'model.onnx', bytes: 5, sha256: 'a'.repeat(64) };

describe('createVersion', () => {
  it('gives 20 numbers when 20 uploads come at once', async () => {
    const { registry } = createRegistry();
    const records = await Promise.all(
      Array.from({ length: 20 }, () => registry.createVersion('m', { uploads: [FILE] })),
    );
    expect(records.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it('goes on after the greatest number when there are two digits', async () => {
    const { registry } = createRegistry();
    for (let version = 1; version <= 11; version++) {
      expect((await registry.createVersion('m', { uploads: [FILE] })).version).toBe(version);
    }
  });

  it('keeps what was asked for', async () => {
    const { registry } = createRegistry();
    const record = await registry.createVersion('m', {
      uploads: [FILE],
      alias: 'live',
      task: 'tensor',
      description: 'first',
    });
    expect(record).toMatchObject({
      model: 'm',
      version: 1,
      status: 'PENDING_UPLOAD',
      uploads: [FILE],
      alias: 'live',
      task: 'tensor',
      description: 'first',
      ingestAttempts: 0,
    });
    expect(await registry.getVersion('m', 1)).toEqual(record);
  });

  it('takes a new number when the model was deleted before', async () => {
    const { registry } = createRegistry();
    await addReady(registry);
    await deleteModel(registry, 'm');
    const { version } = await registry.createVersion('m', { uploads: [FILE] });
    expect(version).toBe(2);
    expect((await registry.getModel('m')).value.aliases).toEqual({});
  });

  it('leaves a model that exists when a deletion comes between its number and its end', async () => {
    const { registry, store } = createRegistry();
    await registry.createVersion('m', { uploads: [FILE] });
    let isDeleted = false;
    store.before = async (operation, key) => {
      if (isDeleted || operation !== 'put' || !key.endsWith('/2/version.json')) return;
      isDeleted = true;
      await deleteModel(registry, 'm');
    };
    const { version } = await registry.createVersion('m', { uploads: [FILE] });
    expect(version).toBe(2);
    expect((await registry.getModel('m')).value.deletedAt).toBeUndefined();
    expect((await registry.getVersion('m', 1)).status).toBe('DELETED');
    expect((await registry.getVersion('m', 2)).status).toBe('PENDING_UPLOAD');
  });
});

describe('a name with capitals', () => {
  it('stays as it was first written, whatever case later calls have', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'BAAI--bge-small-en-v1.5', 'live');
    expect(
      await registry.createVersion('baai--BGE-small-en-v1.5', { uploads: [FILE] }),
    ).toMatchObject({ model: 'BAAI--bge-small-en-v1.5', version: 2 });
    expect((await registry.getModel('baai--bge-small-en-v1.5')).value.model).toBe(
      'BAAI--bge-small-en-v1.5',
    );
    expect((await registry.listModels()).items.map(({ model }) => model)).toEqual([
      'BAAI--bge-small-en-v1.5',
    ]);
  });

  it('is written anew when the model was deleted before', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'bert');
    await deleteModel(registry, 'bert');
    expect(await registry.createVersion('BERT', { uploads: [FILE] })).toMatchObject({
      model: 'BERT',
      version: 2,
    });
  });

  it('is one model when ten uploads write it in ten ways at once', async () => {
    const { registry } = createRegistry();
    const names = Array.from(
      { length: 10 },
      (_, index) => `${'M'.repeat(index)}${'m'.repeat(10 - index)}`,
    );
    const records = await Promise.all(
      names.map((name) => registry.createVersion(name, { uploads: [FILE] })),
    );
    expect(new Set(records.map(({ model }) => model)).size).toBe(1);
    expect(new Set(records.map(({ version }) => version)).size).toBe(10);
  });

  it('goes on after a page when the page ends in whatever case', async () => {
    const { registry } = createRegistry();
    for (const name of ['a', 'B', 'c', 'D']) await addSubmitted(registry, name);
    expect((await registry.listModels({ after: 'B' })).items.map(({ model }) => model)).toEqual([
      'c',
      'D',
    ]);
  });
});

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
