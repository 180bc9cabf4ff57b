import { describe, expect, it } from '@jest/globals';
import { JsonLogger } from '../../../layers/maas/adapters/json-logger.ts';
import { changeAccess } from '../../../layers/maas/core/access/change-access.ts';
import { hasMarkedQuotas, tickQuotas } from '../../../layers/maas/core/access/tick-quotas.ts';
import type { MetricQuery, Period } from '../../../layers/maas/core/ports/metrics.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import type { AccessRecord } from '../../../layers/maas/core/registry/records.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { addReady } from '../../support/registry.ts';

const NOON = Date.parse('2026-11-29T12:00:00Z');
const DAY_MS = 86_400_000;

interface World {
  readonly store: MemoryObjectStore;
  readonly registry: Registry;
  readonly switched: boolean[];
  readonly asked: { readonly queries: readonly MetricQuery[]; readonly period: Period }[];
  calls: Readonly<Record<string, number>>;
  nowMs: number;
  say(model: string, callers?: AccessRecord['callers']): Promise<unknown>;
  tick(): Promise<void>;
  access(model: string): Promise<AccessRecord | undefined>;
}

async function createWorld(...models: readonly string[]): Promise<World> {
  const store = new MemoryObjectStore();
  const world: World = {
    store,
    registry: new Registry(store, { nowMs: () => world.nowMs }),
    switched: [],
    asked: [],
    calls: {},
    nowMs: NOON,
    say: (model, callers) =>
      changeAccess(
        {
          registry: world.registry,
          schedule: (isOn) => Promise.resolve(void world.switched.push(isOn)),
        },
        model,
        callers,
        () => true,
      ),
    tick: () =>
      tickQuotas({
        registry: world.registry,
        logger: new JsonLogger({ level: 'error', fields: {} }),
        metrics: {
          readSeries: () => Promise.reject(new Error('Nobody needs that.')),
          read: (queries, period) => {
            world.asked.push({ queries, period });
            return Promise.resolve(
              queries.map(
                ({ dimensions }) => world.calls[`${dimensions.Model} ${dimensions.Caller}`],
              ),
            );
          },
        },
      }),
    access: async (model) => (await world.registry.getModel(model)).value.access,
  };
  for (const model of models) await addReady(world.registry, model);
  return world;
}

describe('tickQuotas', () => {
  it('notes what was used up today, once, and nothing of others', async () => {
    const world = await createWorld('M', 'n');
    await world.say('M', { 'key:a': { perDay: 100 }, 'key:b': { perDay: 100 }, '*': {} });
    await world.say('n', { 'key:a': { perDay: 5 } });
    expect(world.switched).toEqual([true, true]);
    world.calls = { 'M key:a': 100, 'M key:b': 99, 'n key:a': 4 };
    await world.tick();
    expect((await world.access('M'))?.callers).toEqual({
      'key:a': { perDay: 100, spentOn: '2026-11-29' },
      'key:b': { perDay: 100 },
      '*': {},
    });
    expect((await world.access('n'))?.callers).toEqual({ 'key:a': { perDay: 5 } });
    expect(world.asked[0]?.period).toEqual({
      fromMs: Date.parse('2026-11-29T00:00:00Z'),
      toMs: NOON + 1,
    });

    const { etag } = await world.registry.getModel('M');
    await world.tick();
    expect((await world.registry.getModel('M')).etag).toBe(etag);
    expect(world.asked[1]?.queries.map(({ dimensions }) => dimensions.Caller)).toEqual([
      'key:b',
      'key:a',
    ]);
    world.nowMs += DAY_MS;
    await world.tick();
    expect(world.asked[2]?.queries).toHaveLength(3);
  });

  it('keeps what is used up when the same is said again, and forgets it when more is', async () => {
    const world = await createWorld('m');
    await world.say('m', { 'key:a': { perDay: 10 } });
    world.calls = { 'm key:a': 10 };
    await world.tick();
    await world.say('m', { 'key:a': { perDay: 10 }, 'key:b': {} });
    expect((await world.access('m'))?.callers['key:a']).toHaveProperty('spentOn');
    await world.say('m', { 'key:a': { perDay: 11 } });
    expect((await world.access('m'))?.callers['key:a']).toEqual({ perDay: 11 });
    await world.say('m', { 'key:a': {} });
    expect((await world.access('m'))?.callers['key:a']).toEqual({});
  });

  it('asks nothing of models without a quota, and stops looking at them', async () => {
    const world = await createWorld('m');
    await world.say('m', { 'key:a': {} });
    expect(world.switched).toEqual([]);
    expect(await hasMarkedQuotas(world.registry)).toBe(false);
    await world.say('m', { 'key:a': { perDay: 1 } });
    expect(await hasMarkedQuotas(world.registry)).toBe(true);
    await world.say('m');
    expect(await world.access('m')).toBeUndefined();
    await world.tick();
    expect(await hasMarkedQuotas(world.registry)).toBe(false);
    expect(world.asked).toEqual([]);
  });

  it('overlooks no quota that comes while it stops looking', async () => {
    const world = await createWorld('m');
    await world.say('m', { 'key:a': { perDay: 1 } });
    await world.say('m');
    world.store.before = async (operation) => {
      if (operation !== 'delete') return;
      world.store.before = () => undefined;
      await world.say('m', { 'key:a': { perDay: 1 } });
    };
    await world.tick();
    expect(await hasMarkedQuotas(world.registry)).toBe(true);
  });

  it('takes nothing back that was said while it looked', async () => {
    const world = await createWorld('m');
    await world.say('m', { 'key:a': { perDay: 1 } });
    world.calls = { 'm key:a': 1 };
    world.store.before = async (operation) => {
      if (operation !== 'put') return;
      world.store.before = () => undefined;
      await world.say('m', { 'key:a': { perDay: 1000 } });
    };
    await world.tick();
    expect((await world.access('m'))?.callers).toEqual({ 'key:a': { perDay: 1000 } });
  });
});
