import { describe, expect, it } from '@jest/globals';
import { renewUploads } from '../../../layers/maas/core/registry/address-uploads.ts';
import {
  dropExpired,
  getCurrentVersion,
} from '../../../layers/maas/core/registry/expire-pending.ts';
import { submissionKey } from '../../../layers/maas/core/registry/keys.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { submitChecked } from '../../../layers/maas/core/registry/submit-version.ts';
import { listRepository } from '../../../layers/maas/core/catalog/repository-index.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';

const HOUR_MS = 3_600_000;
const FILE = { path: 'model.onnx', bytes: 5, sha256: 'a'.repeat(64) };

function create(): { registry: Registry; store: MemoryObjectStore; pass: (hours: number) => void } {
  let timeMs = Date.parse('2026-11-25T08:00:00Z');
  const store = new MemoryObjectStore();
  return {
    registry: new Registry(store, { nowMs: () => timeMs }),
    store,
    pass: (hours) => {
      timeMs += hours * HOUR_MS;
    },
  };
}

describe('a version that nobody completes', () => {
  it('waits as long as an upload to its last address is kept, and is gone then for whoever looks', async () => {
    const { registry, pass } = create();
    await registry.createVersion('m', { uploads: [FILE] });
    pass(24.9);
    expect(await listRepository(registry)).toMatchObject([
      { version: '1', reason: 'PENDING_UPLOAD' },
    ]);
    pass(0.2);
    expect(await getCurrentVersion(registry, 'm', 1)).toMatchObject({
      status: 'DELETED',
      rejection: {
        code: 'UPLOAD_MISSING',
        message: expect.stringContaining('start a new version'),
      },
    });
    expect([await listRepository(registry), (await registry.listVersions('m')).items]).toEqual([
      [],
      [],
    ]);
  });

  it('waits anew when its addresses are asked for again', async () => {
    const { registry, pass } = create();
    const record = await registry.createVersion('m', { uploads: [FILE] });
    pass(20);
    expect((await renewUploads(registry, record)).uploads).toHaveLength(1);
    pass(20);
    expect(await getCurrentVersion(registry, 'm', 1)).toMatchObject({ status: 'PENDING_UPLOAD' });
  });

  it('takes nothing with it: what is under validation or completed at the last moment stays', async () => {
    const { registry, store, pass } = create();
    for (let count = 0; count < 3; count++) await registry.createVersion('m', { uploads: [FILE] });
    await submitChecked(registry, 'm', 1);
    pass(48);
    store.before = async (operation, key) => {
      if (operation !== 'put' || key !== 'models/m/versions/2/version.json') return;
      store.before = () => undefined;
      await submitChecked(registry, 'm', 2);
    };
    await listRepository(registry);
    expect(await listRepository(registry)).toMatchObject([
      { version: '1', state: 'LOADING' },
      { version: '2', state: 'LOADING' },
    ]);
    expect(store.objects.has(submissionKey('m', 2))).toBe(true);
  });

  it('is left out with all others when they are very many, and they are put away step by step', async () => {
    const { registry, pass } = create();
    for (let count = 0; count < 250; count++) await registry.createVersion('m', { uploads: [] });
    pass(48);
    for (let round = 0; round < 3; round++) expect(await listRepository(registry)).toEqual([]);
    expect((await registry.getModel('m')).value.versions).toEqual({
      newest: 250,
      ready: [],
      deleted: [[1, 250]],
    });
  });

  it('is none of the versions of a page without one', async () => {
    const { registry } = create();
    const record = await registry.createVersion('m', { uploads: [] });
    expect(await dropExpired(registry, [record])).toEqual([record]);
  });
});
