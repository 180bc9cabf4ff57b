import { describe, expect, it } from '@jest/globals';
import { CallerGate } from '../../../layers/maas/core/access/caller-gate.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import type { PredictionFacts } from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import { StageTimes } from '../../../layers/maas/core/monitoring/stage-times.ts';
import { modelKey } from '../../../layers/maas/core/registry/keys.ts';
import { requireRecord } from '../../../layers/maas/core/registry/record-store.ts';
import type { AccessRecord } from '../../../layers/maas/core/registry/records.ts';
import { RecordCache } from '../../../layers/maas/core/serving/record-cache.ts';
import { serve, type ServeDeps } from '../../../layers/maas/core/serving/serve.ts';
import type { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { UNWATCHED } from '../../support/unwatched.ts';
import { createRegistry } from './versions.ts';

const NOON = Date.parse('2026-11-29T12:00:00Z');

/** An instance of predict over a model with this access, and a call of it. */
async function createInstance(callers?: AccessRecord['callers']): Promise<{
  store: MemoryObjectStore;
  call: (caller?: string, reference?: string, model?: string) => Promise<PredictionFacts>;
}> {
  const registry = await createRegistry({ m: ['READY'] }, { m: 1 });
  if (callers) {
    await registry.updateModel('m', (record) => ({
      ...record,
      access: { callers, updatedAt: registry.nowText() },
    }));
  }
  const clock = { nowMs: () => NOON, monotonicMs: () => 0 };
  const deps = {
    records: new RecordCache(registry.store, clock, {
      ttlMs: 1000,
      onStale: () => undefined,
      parse: requireRecord,
    }),
    sessions: {
      acquire: () => Promise.resolve({ session: {}, resources: {}, done: () => undefined }),
    },
    clock,
    watch: UNWATCHED,
    gate: new CallerGate({ clock }),
    random: () => 0,
  } as unknown as ServeDeps;
  return {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it was made so
    store: registry.store as MemoryObjectStore,
    call: async (caller, reference, model = 'm') => {
      const facts: PredictionFacts = { id: 'p', caller, stages: new StageTimes() };
      await serve({ model, reference }, facts, deps, () => () => Promise.resolve({ body: 1 }));
      return facts;
    },
  };
}

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'served',
    (error: unknown) => (error instanceof MaasError ? error.code : error),
  );

describe('a call of a model that names its callers', () => {
  it('is refused or served by a warm instance without a read of the store', async () => {
    const { store, call } = await createInstance({ 'key:a': {}, 'key:b': { perDay: 2 } });
    expect(await codeOf(call('key:a'))).toBe('served');
    const reads = store.reads.length;
    for (const [caller, code] of [
      ['key:a', 'served'],
      ['key:b', 'served'],
      ['key:b', 'served'],
      ['key:b', 'QUOTA_EXCEEDED'],
      ['key:c', 'FORBIDDEN'],
      [undefined, 'FORBIDDEN'],
    ] as const) {
      expect(await codeOf(call(caller))).toBe(code);
    }
    expect(await codeOf(call('key:c', '1'))).toBe('FORBIDDEN');
    expect(store.reads.length).toBe(reads);
  });

  it('tells nobody who may not come in which versions and aliases there are', async () => {
    const { call } = await createInstance({ 'key:a': {} });
    for (const reference of ['1', '7', 'live', 'staging']) {
      expect(await codeOf(call('key:b', reference))).toBe('FORBIDDEN');
    }
    expect(await codeOf(call('key:a', '7'))).toBe('VERSION_NOT_FOUND');
    expect(await codeOf(call('key:b', undefined, '../m'))).toBe('MODEL_NOT_FOUND');
  });

  it('is counted under its caller when that has a quota, and under its model in any case', async () => {
    const { call } = await createInstance({ 'key:a': { perDay: 9 }, '*': {} });
    expect(await call('key:a')).toMatchObject({ countedAs: 'key:a', model: 'm', version: 1 });
    expect((await call('key:b')).countedAs).toBeUndefined();
  });
});

describe("a model's record that cannot be read", () => {
  it('lets nobody in, not even by a version number', async () => {
    const { store, call } = await createInstance();
    store.objects.set(modelKey('m'), Buffer.from('{"model":'));
    expect(await codeOf(call('key:a', '1'))).toBe('LOADING_FAILED');
  });

  it('lets nobody in when a later release wrote it', async () => {
    const { store, call } = await createInstance();
    store.objects.set(modelKey('m'), Buffer.from('{"schema":99}'));
    expect(await codeOf(call('key:a', '1'))).toBe('LOADING_FAILED');
  });

  it('lets nobody in when the store fails before it was ever read', async () => {
    const { store, call } = await createInstance({ 'key:a': {} });
    store.before = (_, key) => {
      if (key === modelKey('m')) throw new Error('The store is down.');
    };
    expect(await codeOf(call('key:a', '1'))).toBe('STORE_UNAVAILABLE');
  });
});
