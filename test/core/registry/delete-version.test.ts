import { describe, expect, it } from '@jest/globals';
import { moveAliasForward, setAlias } from '../../../layers/maas/core/registry/aliases.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { bundleFileKey, uploadKey } from '../../../layers/maas/core/registry/keys.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import type { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { addReady, addSubmitted, createRegistry } from '../../support/registry.ts';
import { listFiles } from '../../support/deletions.ts';

/** Tells whether an alias points at a version that is gone. */
async function hasDanglingAlias(registry: Registry): Promise<boolean> {
  const { value } = await registry.getModel('m');
  const targets = Object.values(value.aliases).flatMap(({ routes }) =>
    routes.map(({ version }) => version),
  );
  const statuses = await Promise.all(
    targets.map(async (version) => (await registry.getVersion('m', version)).status),
  );
  return statuses.some((status) => status !== 'READY');
}

/** Steps in once, right before an operation. */
function interrupt(
  store: MemoryObjectStore,
  operation: string,
  key: string,
  step: () => Promise<unknown>,
): void {
  store.before = async (actual, actualKey) => {
    if (actual !== operation || actualKey !== key) return;
    store.before = () => undefined;
    await step();
  };
}

describe('deleteVersion', () => {
  it('takes the files away and keeps the record', async () => {
    const { registry, store } = createRegistry();
    await addReady(registry);
    await deleteVersion(registry, 'm', 1);
    expect((await registry.getVersion('m', 1)).status).toBe('DELETED');
    expect(listFiles(store)).toEqual([]);
    expect((await registry.getModel('m')).value.deleting).toBeUndefined();
  });

  it('takes away what ingest wrote when no record names it yet', async () => {
    const { registry, store } = createRegistry();
    await addSubmitted(registry);
    for (let index = 0; index < 3; index++) {
      await store.put(bundleFileKey('m', 1, `part-${index}`), Buffer.from('x'));
    }
    await deleteVersion(registry, 'm', 1);
    expect(listFiles(store)).toEqual([]);
  });

  it('leaves the other versions alone when one number begins with another', async () => {
    const { registry, store } = createRegistry();
    for (let count = 0; count < 10; count++) await addReady(registry);
    await deleteVersion(registry, 'm', 1);
    expect(store.objects.has(bundleFileKey('m', 10, 'model.onnx'))).toBe(true);
    expect(store.objects.has(uploadKey('m', 10, 'model.onnx'))).toBe(true);
  });

  it('refuses and changes nothing when an alias points at it', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'm', 'live');
    await expect(deleteVersion(registry, 'm', 1)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining("'live'"),
    });
    expect((await registry.getVersion('m', 1)).status).toBe('READY');
  });

  it('does no harm when it is called again, and finishes what died half-way', async () => {
    const { registry, store } = createRegistry();
    await addReady(registry);
    store.before = (operation) => {
      if (operation === 'delete') throw new Error('the function was killed');
    };
    await expect(deleteVersion(registry, 'm', 1)).rejects.toThrow('killed');
    store.before = () => undefined;
    await deleteVersion(registry, 'm', 1);
    await deleteVersion(registry, 'm', 1);
    expect(listFiles(store)).toEqual([]);
    expect((await registry.getModel('m')).value.deleting).toBeUndefined();
  });

  it('fails when there is no such version or model', async () => {
    const { registry } = createRegistry();
    await expect(deleteVersion(registry, 'm', 1)).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
    await addReady(registry);
    await expect(deleteVersion(registry, 'm', 2)).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
  });

  const moves = {
    setAlias: (registry: Registry) => setAlias(registry, 'm', 'live', 1),
    moveAliasForward: (registry: Registry) => moveAliasForward(registry, 'm', 'live', 1),
  };

  // The deletion comes at every step of an alias's move, and the move at every step of the
  // deletion.
  it.each(
    Object.keys(moves).flatMap((move) => [
      ...[
        'get models/m/model.json',
        'get models/m/versions/1/version.json',
        'put models/m/model.json',
      ].map((step) => [move, 'a deletion comes before its', step] as const),
    ]),
  )('%s never leaves an alias on a deleted version when %s %s', async (move, _, step) => {
    const { registry, store } = createRegistry();
    await addReady(registry);
    const [operation = '', key = ''] = step.split(' ');
    interrupt(store, operation, key, () => deleteVersion(registry, 'm', 1));
    await moves[move as keyof typeof moves](registry).catch(() => undefined);
    expect((await registry.getVersion('m', 1)).status).toBe('DELETED');
    expect(await hasDanglingAlias(registry)).toBe(false);
  });

  it.each([
    'put models/m/model.json',
    'get models/m/versions/1/version.json',
    'put models/m/versions/1/version.json',
    'delete submissions/m/1.json',
  ])('never leaves an alias on a deleted version when one is set before its %s', async (step) => {
    const { registry, store } = createRegistry();
    await addReady(registry);
    const [operation = '', key = ''] = step.split(' ');
    interrupt(store, operation, key, () =>
      setAlias(registry, 'm', 'live', 1).catch(() => undefined),
    );
    await deleteVersion(registry, 'm', 1).catch(() => undefined);
    expect(await hasDanglingAlias(registry)).toBe(false);
  });

  it('ends with the alias or with the deletion when both come at once, again and again', async () => {
    for (let round = 0; round < 30; round++) {
      const { registry } = createRegistry();
      await addReady(registry);
      const [deletion, move] = await Promise.allSettled([
        deleteVersion(registry, 'm', 1),
        setAlias(registry, 'm', 'live', 1),
      ]);
      expect([deletion.status, move.status].sort()).toEqual(['fulfilled', 'rejected']);
      expect(await hasDanglingAlias(registry)).toBe(false);
    }
  });
});
