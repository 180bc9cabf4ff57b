import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  deleteAlias,
  moveAliasForward,
  setAlias,
} from '../../../layers/maas/core/registry/aliases.ts';
import { awaitValidation, isSeen } from '../../../layers/maas/core/registry/await-validation.ts';
import { deleteModel, deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { requireRecord } from '../../../layers/maas/core/registry/record-store.ts';
import { RecordCache } from '../../../layers/maas/core/serving/record-cache.ts';
import { resolveVersion } from '../../../layers/maas/core/serving/resolve-version.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { addReady, addSubmitted } from '../../support/registry.ts';

const TTL_MS = 1000;

/**
 * One registry, and warm instances that trust what they read for `TTL_MS`, on one clock that
 * waiting moves on.
 */
describe('what the service says has happened', () => {
  let timeMs: number;
  let waits: number;
  let registry: Registry;
  let instances: RecordCache[];

  beforeEach(() => {
    timeMs = Date.parse('2026-11-25T08:00:00Z');
    waits = 0;
    const clock = { nowMs: () => timeMs, monotonicMs: () => timeMs };
    const store = new MemoryObjectStore();
    registry = new Registry(store, clock, {
      trustMs: TTL_MS,
      sleep: async (ms) => {
        if (ms >= TTL_MS) waits++;
        timeMs += ms;
      },
    });
    instances = [1, 2, 3].map(
      () =>
        new RecordCache(store, clock, {
          ttlMs: TTL_MS,
          onStale: () => undefined,
          parse: requireRecord,
        }),
    );
  });

  /** Asks every instance for its answer to this call now: a version, or a code. */
  const askAll = async (reference?: string): Promise<unknown[]> =>
    Promise.all(
      instances.map((records) =>
        resolveVersion(records, 'm', reference).then(
          ({ version }) => version,
          (error: unknown) => (error as { code: string }).code,
        ),
      ),
    );

  it('is seen by every warm instance after an alias was moved and rolled back', async () => {
    for (const alias of ['live', undefined]) await addReady(registry, 'm', alias);
    expect(await askAll()).toEqual([1, 1, 1]);
    for (const version of [2, 1, 2]) {
      await setAlias(registry, 'm', 'live', version);
      expect(await askAll()).toEqual([version, version, version]);
    }
  });

  it('is seen at once, without waiting, when the alias is new, and its version, and its model', async () => {
    expect(await askAll()).toEqual(['MODEL_NOT_FOUND', 'MODEL_NOT_FOUND', 'MODEL_NOT_FOUND']);
    await addReady(registry, 'm', 'live');
    expect(await askAll()).toEqual([1, 1, 1]);
    expect(await askAll('canary')).toEqual([
      'ALIAS_NOT_FOUND',
      'ALIAS_NOT_FOUND',
      'ALIAS_NOT_FOUND',
    ]);
    expect(await askAll('2')).toEqual([
      'VERSION_NOT_FOUND',
      'VERSION_NOT_FOUND',
      'VERSION_NOT_FOUND',
    ]);
    timeMs += TTL_MS - 1; // the instances still trust what they have read
    await addReady(registry);
    expect(await askAll('2')).toEqual([2, 2, 2]);
    expect(waits).toBe(0);
  });

  it('is seen at once when an alias is set beside others that instances trust', async () => {
    await addReady(registry, 'm', 'live');
    timeMs += TTL_MS;
    await askAll();
    await setAlias(registry, 'm', 'canary', 1);
    expect(await askAll('canary')).toEqual([1, 1, 1]);
    expect(waits).toBe(0);
  });

  it('is seen when a version becomes READY that instances know as something else', async () => {
    const { version } = await addSubmitted(registry);
    expect(await askAll('1')).toEqual([
      'VERSION_NOT_READY',
      'VERSION_NOT_READY',
      'VERSION_NOT_READY',
    ]);
    const bundle = (await addReady(registry)).bundle;
    await registry.updateVersion('m', version, (record) => ({
      ...record,
      status: 'READY',
      bundle,
    }));
    expect(await askAll('1')).toEqual([1, 1, 1]);
  });

  it('is seen when an alias, a version and a model are deleted', async () => {
    for (const alias of ['live', undefined]) await addReady(registry, 'm', alias);
    expect([await askAll(), await askAll('2')]).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    await deleteVersion(registry, 'm', 2);
    expect(await askAll('2')).toEqual([
      'VERSION_NOT_FOUND',
      'VERSION_NOT_FOUND',
      'VERSION_NOT_FOUND',
    ]);
    await deleteAlias(registry, 'm', 'live');
    expect([await askAll(), await askAll('1')]).toEqual([
      ['ALIAS_NOT_FOUND', 'ALIAS_NOT_FOUND', 'ALIAS_NOT_FOUND'],
      [1, 1, 1],
    ]);
    await deleteModel(registry, 'm');
    expect(await askAll('1')).toEqual(['MODEL_NOT_FOUND', 'MODEL_NOT_FOUND', 'MODEL_NOT_FOUND']);
  });

  it('is seen when a deleted model is made anew under its name', async () => {
    await addReady(registry, 'm', 'live');
    await askAll();
    await deleteAlias(registry, 'm', 'live');
    await deleteModel(registry, 'm');
    await askAll();
    await addReady(registry, 'm', 'live');
    expect([await askAll(), await askAll('1')]).toEqual([
      [2, 2, 2],
      ['VERSION_NOT_FOUND', 'VERSION_NOT_FOUND', 'VERSION_NOT_FOUND'],
    ]);
  });

  it('is waited for when an alias is set anew a moment after somebody else deleted it', async () => {
    for (const alias of ['live', undefined]) await addReady(registry, 'm', alias);
    timeMs += 10 * TTL_MS;
    await askAll();
    await registry.updateModel('m', (record) => ({
      ...record,
      aliases: {},
      aliasesChangedAt: registry.nowText(),
    })); // whose caller still waits
    await setAlias(registry, 'm', 'live', 2);
    expect(await askAll()).toEqual([2, 2, 2]);
  });

  describe('of an upload', () => {
    /** As `ingest` ends it. */
    async function finish(version: number): Promise<void> {
      const bundle = (await registry.getVersion('m', 1)).bundle;
      await registry.updateVersion('m', version, (record) => ({
        ...record,
        status: 'READY',
        bundle,
      }));
      const isReplaced = await moveAliasForward(registry, 'm', 'live', version);
      await registry.updateVersion('m', version, (record) => ({
        ...record,
        aliasMovedAt: registry.nowText(),
        ...(isReplaced ? { aliasReplaced: true } : {}),
      }));
    }

    it('is answered when every instance sees it', async () => {
      await addReady(registry, 'm', 'live');
      await askAll();
      const submitted = await addSubmitted(registry, 'm', { alias: 'live' });
      await finish(submitted.version);
      expect(isSeen(registry, await registry.getVersion('m', 2))).toBe(false);
      const record = await awaitValidation(registry, submitted, {
        sleep: async () => undefined,
        remainingMs: () => 10_000,
      });
      expect(isSeen(registry, record)).toBe(true);
      expect(await askAll()).toEqual([2, 2, 2]);
    });

    it('is not said to be seen when there is no time left to wait for that', async () => {
      await addReady(registry, 'm', 'live');
      const submitted = await addSubmitted(registry, 'm', { alias: 'live' });
      await finish(submitted.version);
      const record = await awaitValidation(registry, submitted, {
        sleep: async () => undefined,
        remainingMs: () => TTL_MS / 2,
      });
      expect(isSeen(registry, record)).toBe(false);
    });

    it('costs no time when the alias is new', async () => {
      await addReady(registry);
      const submitted = await addSubmitted(registry, 'm', { alias: 'live' });
      await finish(submitted.version);
      await awaitValidation(registry, submitted, {
        sleep: async () => undefined,
        remainingMs: () => 10_000,
      });
      expect([waits, await askAll()]).toEqual([0, [2, 2, 2]]);
    });
  });
});
