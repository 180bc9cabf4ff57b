import { describe, expect, it } from '@jest/globals';
import { deleteModel } from '../../../layers/maas/core/registry/delete-version.ts';
import { addReady, addSubmitted, createRegistry } from '../../support/registry.ts';
import { FILE } from '../../support/uploaded-file.ts';

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
