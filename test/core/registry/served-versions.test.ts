import { beforeEach, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { deleteAlias, setAlias, splitAlias } from '../../../layers/maas/core/registry/aliases.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { modelKey } from '../../../layers/maas/core/registry/keys.ts';
import type { ModelRecord } from '../../../layers/maas/core/registry/records.ts';
import { parseRecord } from '../../../layers/maas/core/registry/record-store.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import type { RecordReader } from '../../../layers/maas/core/serving/resolve-version.ts';
import { resolveVersion } from '../../../layers/maas/core/serving/resolve-version.ts';
import { readRecords } from '../../../layers/maas/core/serving/registry-records.ts';
import { addReady, createRegistry } from '../../support/registry.ts';

let registry: Registry;
let asked: string[];
let records: RecordReader;
beforeEach(async () => {
  ({ registry } = createRegistry());
  for (let count = 0; count < 3; count++) await addReady(registry);
  const reader = readRecords(registry);
  asked = [];
  records = {
    find: (key) => {
      asked.push(key);
      return reader.find(key);
    },
  };
});

const listServed = async (): Promise<string[]> =>
  Object.keys((await registry.getModel('m')).value.served ?? {});

describe('what serves the versions of an alias', () => {
  it('stands in the record of the model, so that a call reads one record', async () => {
    await setAlias(registry, 'm', 'live', 2);
    const version = await resolveVersion(records, 'm');
    expect(asked).toEqual([modelKey('m')]);
    expect(version.bundle).toEqual((await registry.getVersion('m', 2)).bundle);
  });

  it('follows the alias, and goes with it', async () => {
    await splitAlias(registry, 'm', 'live', [
      { version: 1, weight: 1 },
      { version: 3, weight: 1 },
    ]);
    await setAlias(registry, 'm', 'next', 3);
    expect(await listServed()).toEqual(['1', '3']);
    await setAlias(registry, 'm', 'live', 2);
    expect(await listServed()).toEqual(['2', '3']);
    await deleteAlias(registry, 'm', 'next');
    expect(await listServed()).toEqual(['2']);
    await deleteAlias(registry, 'm', 'live');
    expect((await registry.getModel('m')).value).not.toHaveProperty('served');
    await deleteVersion(registry, 'm', 2);
  });

  it('is read for itself where it is too large for the record, the default alias last', async () => {
    await setAlias(registry, 'm', 'next', 1);
    await registry.updateVersion('m', 2, (record) => ({
      ...record,
      ...(record.bundle
        ? { bundle: { ...record.bundle, notes: ['n'.repeat(LIMITS.servedBytes)] } }
        : {}),
    }));
    await setAlias(registry, 'm', 'live', 3);
    await setAlias(registry, 'm', 'next', 2);
    expect(await listServed()).toEqual(['3']);
    expect((await resolveVersion(records, 'm', 'next')).version).toBe(2);
    expect(asked).toHaveLength(2);
  });

  it('is read for itself where an earlier release wrote the record', async () => {
    await setAlias(registry, 'm', 'live', 2);
    await registry.updateModel('m', ({ served: _, ...record }) => record);
    expect((await resolveVersion(records, 'm')).version).toBe(2);
    expect(asked).toHaveLength(2);
  });

  it.each([{ bundle: { task: 'ranking' } }, { createdAt: 5 }, null])(
    'is read for itself where another release wrote it as %j',
    async (changes) => {
      await setAlias(registry, 'm', 'live', 2);
      const { value } = await registry.getModel('m');
      const served = { 2: changes && { ...value.served?.['2'], ...changes } };
      const bytes = Buffer.from(JSON.stringify({ ...value, served }));
      const parsed = parseRecord(modelKey('m'), bytes) as ModelRecord;
      expect(parsed).toMatchObject({ revision: value.revision, aliases: value.aliases });
      expect(parsed.served).toEqual({});
    },
  );
});
