import { describe, expect, it } from '@jest/globals';
import {
  deleteAlias,
  findAliasesOf,
  moveAliasForward,
  setAlias,
} from '../../../layers/maas/core/registry/aliases.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { addReady, addSubmitted, createRegistry } from '../../support/registry.ts';

async function getTarget(registry: Registry, alias: string): Promise<number | undefined> {
  return (await registry.getModel('m')).value.aliases[alias]?.routes[0]?.version;
}

describe('setAlias', () => {
  it('points at the version when it is READY, and gives the ETag that then stands', async () => {
    const { registry } = createRegistry();
    await addReady(registry);
    const { value, etag } = await setAlias(registry, 'm', 'live', 1);
    expect(value.aliases).toMatchObject({ live: { routes: [{ version: 1, weight: 1 }] } });
    expect((await registry.getModel('m')).etag).toBe(etag);
    expect(findAliasesOf(value, 1)).toEqual(['live']);
  });

  it.each(['constructor', 'tostring', 'valueof'])('treats %s as any other name', async (alias) => {
    const { registry } = createRegistry();
    await addReady(registry);
    await moveAliasForward(registry, 'm', alias, 1);
    expect(await getTarget(registry, alias)).toBe(1);
    await deleteAlias(registry, 'm', alias);
    await expect(deleteAlias(registry, 'm', alias)).rejects.toMatchObject({
      code: 'ALIAS_NOT_FOUND',
    });
  });

  it('is one alias, written as it first was, when later calls write it in another case', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'm', 'Prod.v1_a');
    await addReady(registry);
    await setAlias(registry, 'm', 'prod.V1_A', 2);
    expect((await registry.getModel('m')).value.aliases).toMatchObject({
      'Prod.v1_a': { routes: [{ version: 2 }] },
    });
    await deleteAlias(registry, 'm', 'PROD.v1_a');
    expect((await registry.getModel('m')).value.aliases).toEqual({});
  });

  it('refuses one more when the model has as many as it may have, and moves those that it has', async () => {
    const { registry } = createRegistry();
    await addReady(registry);
    await addReady(registry);
    const full = Array.from(
      { length: 1000 },
      (_, index) =>
        [
          `a-${index}`,
          { routes: [{ version: 1, weight: 1 }], updatedAt: registry.nowText() },
        ] as const,
    );
    await registry.updateModel('m', (record) =>
      Promise.resolve({ ...record, aliases: Object.fromEntries(full) }),
    );
    await expect(setAlias(registry, 'm', 'other', 2)).rejects.toMatchObject({ code: 'CONFLICT' });
    await setAlias(registry, 'm', 'A-7', 2);
    expect(await getTarget(registry, 'a-7')).toBe(2);
    await deleteAlias(registry, 'm', 'a-8');
    await setAlias(registry, 'm', 'other', 2);
    expect(await getTarget(registry, 'other')).toBe(2);
  });

  it('refuses when the version is not READY', async () => {
    const { registry } = createRegistry();
    await addSubmitted(registry);
    await expect(setAlias(registry, 'm', 'live', 1)).rejects.toMatchObject({
      code: 'VERSION_NOT_READY',
    });
    await expect(setAlias(registry, 'm', 'live', 2)).rejects.toMatchObject({
      code: 'VERSION_NOT_FOUND',
    });
    await expect(setAlias(registry, 'other', 'live', 1)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('refuses and changes nothing when the ETag differs', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'm', 'live');
    await addReady(registry);
    await expect(
      setAlias(registry, 'm', 'live', 2, { isExpected: (etag) => etag === 'stale' }),
    ).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    expect(await getTarget(registry, 'live')).toBe(1);
  });

  it('lets one of two callers win when both saw the same ETag', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'm', 'live');
    await addReady(registry);
    const { etag } = await registry.getModel('m');
    const outcomes = await Promise.allSettled(
      [1, 2].map((version) =>
        setAlias(registry, 'm', 'live', version, { isExpected: (current) => current === etag }),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('keeps all of them when many aliases are set at once', async () => {
    const { registry } = createRegistry();
    await addReady(registry);
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => setAlias(registry, 'm', `a${index}`, 1)),
    );
    expect(Object.keys((await registry.getModel('m')).value.aliases)).toHaveLength(12);
  });

  it('gives a new ETag when the alias goes and comes back', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'm', 'live');
    const { etag } = await registry.getModel('m');
    await registry.updateModel('m', (record) => ({ ...record, aliases: {} }));
    await registry.updateModel('m', (record) => ({
      ...record,
      aliases: {
        live: { routes: [{ version: 1, weight: 1 }], updatedAt: '2026-11-25T08:00:00.000Z' },
      },
    }));
    expect((await registry.getModel('m')).etag).not.toBe(etag);
  });
});

describe('moveAliasForward', () => {
  it('moves to the newer version, never back', async () => {
    const { registry } = createRegistry();
    for (let count = 0; count < 3; count++) await addReady(registry);
    await moveAliasForward(registry, 'm', 'live', 2);
    await moveAliasForward(registry, 'm', 'live', 1);
    expect(await getTarget(registry, 'live')).toBe(2);
    await moveAliasForward(registry, 'm', 'live', 3);
    expect(await getTarget(registry, 'live')).toBe(3);
  });

  it('ends at the newest when all move at once', async () => {
    const { registry } = createRegistry();
    for (let count = 0; count < 8; count++) await addReady(registry);
    await Promise.all(
      [3, 8, 1, 5, 2, 7, 4, 6].map((version) => moveAliasForward(registry, 'm', 'live', version)),
    );
    expect(await getTarget(registry, 'live')).toBe(8);
  });

  it('stays where it is when the version was deleted meanwhile', async () => {
    const { registry } = createRegistry();
    await addReady(registry, 'm', 'live');
    await addReady(registry);
    await deleteVersion(registry, 'm', 2);
    await moveAliasForward(registry, 'm', 'live', 2);
    expect(await getTarget(registry, 'live')).toBe(1);
  });
});
