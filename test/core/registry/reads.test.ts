import { beforeEach, describe, expect, it } from '@jest/globals';
import { listOpenAiModels } from '../../../layers/maas/core/catalog/openai-models.ts';
import { modelKey, versionKey } from '../../../layers/maas/core/registry/keys.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { getModelMetadata } from '../../../layers/maas/core/catalog/model-metadata.ts';
import { listRepository } from '../../../layers/maas/core/catalog/repository-index.ts';
import type { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { addReady, createRegistry } from '../../support/registry.ts';

const VERSIONS = 120;

let registry: Registry;
let store: MemoryObjectStore;
beforeEach(() => {
  ({ registry, store } = createRegistry());
});

/** The store's operations that a call takes, by name: what S3 would be asked, and paid, for. */
async function count(call: () => Promise<unknown>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  store.before = (operation) => {
    counts[operation] = (counts[operation] ?? 0) + 1;
  };
  await call();
  store.before = () => undefined;
  return counts;
}

/** A model's record as earlier releases wrote it: nothing of its versions. */
function forgetSummary(model: string): void {
  const { versions: _, ...record } = JSON.parse(
    Buffer.from(store.objects.get(modelKey(model)) ?? '{}').toString(),
  ) as Record<string, unknown>;
  store.objects.set(modelKey(model), Buffer.from(JSON.stringify(record)));
}

async function addVersions(total: number): Promise<void> {
  for (let index = 0; index < total; index++) await addReady(registry, 'm', 'live');
}

describe('a model of many versions', () => {
  it('takes as many operations for its next version as for its second', async () => {
    await addVersions(1);
    const second = await count(() => registry.createVersion('m', { uploads: [] }));
    await addVersions(VERSIONS);
    expect(await count(() => registry.createVersion('m', { uploads: [] }))).toEqual(second);
    expect(second).toEqual({ get: 2, put: 2 });
  });

  it('is listed, described and indexed without a look at the versions that were READY', async () => {
    await addVersions(VERSIONS);
    expect(await count(() => registry.listVersions('m', { limit: 20 }))).toEqual({ get: 21 });
    expect(await count(() => getModelMetadata(registry, 'm'))).toEqual({ get: 2 });
    expect(await count(() => listRepository(registry))).toEqual({ list: 1, get: 1 });
    expect(await listRepository(registry)).toHaveLength(VERSIONS);
  });

  it('leaves out what was deleted without a look at it', async () => {
    await addVersions(6);
    for (const version of [1, 2, 3, 5]) await deleteVersion(registry, 'm', version);
    expect((await registry.listVersions('m')).items.map(({ version }) => version)).toEqual([6, 4]);
    expect((await listRepository(registry)).map(({ version }) => version)).toEqual(['4', '6']);
    expect(await count(() => listRepository(registry))).toEqual({ list: 1, get: 1 });
  });

  it('is counted once, and its statuses read once, when an earlier release wrote it', async () => {
    await addVersions(30);
    await deleteVersion(registry, 'm', 7);
    forgetSummary('m');
    expect((await registry.createVersion('m', { uploads: [] })).version).toBe(31);
    await listRepository(registry);
    // The model, and the version that is not READY.
    expect(await count(() => listRepository(registry))).toEqual({ list: 1, get: 2 });
    expect((await listRepository(registry)).map(({ version }) => Number(version))).not.toContain(7);
    forgetSummary('m');
    expect((await registry.listVersions('m')).items).toHaveLength(31);
    expect((await registry.createVersion('m', { uploads: [] })).version).toBe(32);
  });

  it('goes on behind numbers that something wrote which does not count', async () => {
    await addVersions(2);
    store.objects.set(versionKey('m', 3), store.objects.get(versionKey('m', 2)) ?? Buffer.alloc(0));
    store.objects.set(versionKey('m', 4), store.objects.get(versionKey('m', 2)) ?? Buffer.alloc(0));
    expect((await registry.createVersion('m', { uploads: [] })).version).toBe(5);
  });

  it('pages over numbers that were taken and never written', async () => {
    await addVersions(6);
    for (const version of [1, 3, 4]) store.objects.delete(versionKey('m', version));
    const first = await registry.listVersions('m', { limit: 3 });
    const second = await registry.listVersions('m', { limit: 3, after: first.next });
    expect([first, second].map(({ items }) => items.map(({ version }) => version))).toEqual([
      [6, 5],
      [2],
    ]);
    expect(second.next).toBeUndefined();
  });

  it('takes 40 uploads at once, each with a number of its own', async () => {
    const records = await Promise.all(
      Array.from({ length: 40 }, () => registry.createVersion('m', { uploads: [] })),
    );
    expect(new Set(records.map(({ version }) => version)).size).toBe(40);
  });

  it('never says READY of a version whose deletion comes while it is listed', async () => {
    await addVersions(25);
    forgetSummary('m');
    await registry.listVersions('m');
    let isDeleted = false;
    store.before = async (operation, key) => {
      if (isDeleted || operation !== 'put' || key !== modelKey('m')) return;
      isDeleted = true;
      await deleteVersion(registry, 'm', 3);
    };
    await listRepository(registry); // wants to note what it found
    store.before = () => undefined;
    expect(isDeleted).toBe(true);
    expect((await listRepository(registry)).map(({ version }) => Number(version))).not.toContain(3);
  });
});

describe('many models', () => {
  const MODELS = 1100;

  it('are indexed and listed with one read each, a thousand to a page of the store', async () => {
    for (let index = 0; index < MODELS; index++) {
      const model = `m${index}`;
      const live = { routes: [{ version: 1, weight: 1 }], updatedAt: registry.nowText() };
      const record = {
        model,
        createdAt: registry.nowText(),
        revision: 1,
        aliases: { live },
        versions: { newest: 1, ready: [[1, 1]], deleted: [] },
      };
      store.objects.set(modelKey(model), Buffer.from(JSON.stringify(record)));
    }
    expect(await count(() => listRepository(registry))).toEqual({ list: 2, get: MODELS });
    expect(await count(() => listOpenAiModels(registry))).toEqual({ list: 2, get: 2 * MODELS });
  });
});
