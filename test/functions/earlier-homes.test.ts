import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { setAlias } from '../../layers/maas/core/registry/aliases.ts';
import { deleteVersion } from '../../layers/maas/core/registry/delete-version.ts';
import { modelKey, versionKey } from '../../layers/maas/core/registry/keys.ts';
import { RECORD_SCHEMA } from '../../layers/maas/core/registry/records.ts';
import { openHome } from '../../local/home.ts';
import { copyEarlierHome, copyEarlierObjects } from '../support/earlier-home.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { createRegistry } from '../support/registry.ts';
import { startService, type Reply, type Service } from '../support/service.ts';
import { describeEarlierRelease, type EarlierReply } from '../suites/earlier-release-suite.ts';

let home: string;
let service: Service;
beforeAll(async () => {
  home = copyEarlierHome('eb723bd');
  service = await startService({
    [ENVIRONMENT.storeDirectory]: openHome(home).store,
    [ENVIRONMENT.storeSecret]: readFileSync(path.join(home, 'secret'), 'utf8'),
  });
});
afterAll(() => {
  service.stop();
  rmSync(path.dirname(home), { recursive: true });
});

const toEarlierReply = ({ status, body, headers }: Reply): EarlierReply => ({
  status,
  body,
  version: headers['x-model-version'],
});

describeEarlierRelease('a home that eb723bd wrote', () => ({
  call: async (method, url, json) => toEarlierReply(await service.call(method, url, { json })),
  upload: async (files, fields) => toEarlierReply(await service.upload(files, fields)),
}));

describe('a bucket of eb723bd', () => {
  it('has its records read, and written again with their schema', async () => {
    const bucket = new MemoryObjectStore();
    await copyEarlierObjects('eb723bd', bucket);
    const { registry } = createRegistry(bucket);
    const readSchema = (key: string): unknown =>
      (JSON.parse(Buffer.from(bucket.objects.get(key) ?? '').toString()) as { schema?: number })
        .schema;
    const keys = [...bucket.objects.keys()].filter(
      (key) => key.endsWith('.json') && /\/(model|version)\.json$/.test(key),
    );
    expect(keys).toHaveLength(24);
    expect(keys.map(readSchema).every((schema) => schema === undefined)).toBe(true);

    const { items } = await registry.listModels();
    const versions = await Promise.all(items.map(({ model }) => registry.listVersions(model)));
    expect(
      versions.flatMap((page) => page.items).flatMap(({ rejection }) => rejection?.code ?? []),
    ).toEqual(['NOT_ONNX']);

    await setAlias(registry, 'iris', 'live', 1);
    await deleteVersion(registry, 'iris', 3);
    expect(readSchema(modelKey('iris'))).toBe(RECORD_SCHEMA);
    expect(readSchema(versionKey('iris', 3))).toBe(RECORD_SCHEMA);
    expect(await registry.getModel('iris')).toMatchObject({
      value: { aliases: { live: { routes: [{ version: 1 }] } } },
    });
  });
});
