import { describe, expect, it } from '@jest/globals';
import { deleteAlias, setAlias } from '../../../layers/maas/core/registry/aliases.ts';
import { deleteModel, deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { versionKey } from '../../../layers/maas/core/registry/keys.ts';
import { addReady, addSubmitted, createRegistry } from '../../support/registry.ts';
import { listFiles } from '../../support/deletions.ts';

describe('deleteModel', () => {
  it('takes away all versions and answers as if there had been none', async () => {
    const { registry, store } = createRegistry();
    for (let count = 0; count < 25; count++) await addReady(registry);
    await deleteModel(registry, 'm');
    expect(listFiles(store)).toEqual([]);
    await expect(registry.getModel('m')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(deleteModel(registry, 'm')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(setAlias(registry, 'm', 'live', 1)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect((await registry.getVersion('m', 25)).status).toBe('DELETED');
  });

  it('takes away a model that has no version left', async () => {
    const { registry } = createRegistry();
    await addReady(registry);
    await deleteVersion(registry, 'm', 1);
    await deleteModel(registry, 'm');
    await expect(registry.getModel('m')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('refuses when an alias is left, and works when it is gone', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'm', 'live');
    await expect(deleteModel(registry, 'm')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await registry.getVersion('m', 1)).status).toBe('READY');
    await deleteAlias(registry, 'm', 'live');
    await deleteModel(registry, 'm');
    expect((await registry.getVersion('m', 1)).status).toBe('DELETED');
  });

  it.each(['put', 'delete', 'list'])(
    'is finished by the same call when it died at a %s',
    async (operation) => {
      const { registry, store } = createRegistry();
      for (let count = 0; count < 3; count++) await addReady(registry);
      let calls = 0;
      store.before = (actual, key) => {
        if (actual === operation && key !== 'models/m/model.json' && calls++ > 0) {
          throw new Error('the function was killed');
        }
      };
      await expect(deleteModel(registry, 'm')).rejects.toThrow('killed');
      store.before = () => undefined;
      await deleteModel(registry, 'm');
      expect(listFiles(store)).toEqual([]);
      expect((await registry.getVersion('m', 3)).status).toBe('DELETED');
    },
  );

  it('loses no version when it and a new upload come at once, again and again', async () => {
    for (let round = 0; round < 30; round++) {
      const { registry, store } = createRegistry();
      await addReady(registry);
      const [, upload] = await Promise.allSettled([
        deleteModel(registry, 'm'),
        addSubmitted(registry),
      ]);
      const record = JSON.parse(
        Buffer.from(store.objects.get(versionKey('m', 2)) ?? '{}').toString(),
      ) as { status: string };
      const isAlive = await registry.getModel('m').then(
        () => true,
        () => false,
      );
      // Either the upload came last, and can be found; or the deletion did, and nothing of it is
      // left to be served.
      expect(isAlive || record.status === 'DELETED').toBe(true);
      if (upload.status === 'fulfilled') {
        expect([true, 'DELETED']).toContain(record.status === 'DELETED' ? 'DELETED' : isAlive);
      }
      expect((await registry.getVersion('m', 1)).status).toBe('DELETED');
    }
  });
});
