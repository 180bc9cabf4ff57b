import { describe, expect, it } from '@jest/globals';
import { awaitValidation } from '../../../layers/maas/core/registry/await-validation.ts';
import { submissionKey, uploadKey } from '../../../layers/maas/core/registry/keys.ts';
import type { VersionRecord } from '../../../layers/maas/core/registry/records.ts';
import { submitVersion } from '../../../layers/maas/core/registry/submit-version.ts';
import { BUNDLE, addReady, addSubmitted, createRegistry } from '../../support/registry.ts';

const FILES = [
  {
    path: 'model.onnx',
    bytes: 5,
    sha256: '277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9',
  },
  {
    path: 'labels.txt',
    bytes: 5,
    sha256: '277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9',
  },
];

describe('submitVersion', () => {
  it('refuses while a file is missing, and names it', async () => {
    const { registry, store } = createRegistry();
    await registry.createVersion('m', { uploads: FILES });
    await store.put(uploadKey('m', 1, 'model.onnx'), Buffer.from('bytes'));
    await expect(submitVersion(registry, 'm', 1)).rejects.toMatchObject({
      code: 'UPLOAD_INCOMPLETE',
      message: expect.stringContaining('labels.txt'),
    });
    expect((await registry.getVersion('m', 1)).status).toBe('PENDING_UPLOAD');
    expect(store.objects.has(submissionKey('m', 1))).toBe(false);
  });

  it('hands over what is whole, as often as it is called', async () => {
    const { registry, store } = createRegistry();
    await registry.createVersion('m', { uploads: FILES });
    for (const { path } of FILES) await store.put(uploadKey('m', 1, path), Buffer.from('bytes'));
    const records = await Promise.all([
      submitVersion(registry, 'm', 1),
      submitVersion(registry, 'm', 1),
      submitVersion(registry, 'm', 1),
    ]);
    expect(records.map(({ status }) => status)).toEqual(['VALIDATING', 'VALIDATING', 'VALIDATING']);
    expect(store.objects.has(submissionKey('m', 1))).toBe(true);
  });

  it('reads the bytes itself when the store knows no checksum', async () => {
    const { registry, store } = createRegistry();
    await registry.createVersion('m', { uploads: FILES.slice(0, 1) });
    const head = store.head.bind(store);
    store.head = async (key) => {
      const known = await head(key);
      return known && { sizeBytes: known.sizeBytes, etag: known.etag };
    };
    await store.put(uploadKey('m', 1, 'model.onnx'), Buffer.from('bytez'));
    await expect(submitVersion(registry, 'm', 1)).rejects.toMatchObject({
      code: 'UPLOAD_INCOMPLETE',
      message: expect.stringContaining('SHA-256'),
    });
    await store.put(uploadKey('m', 1, 'model.onnx'), Buffer.from('bytes'));
    expect((await submitVersion(registry, 'm', 1)).status).toBe('VALIDATING');
  });

  it('submits again when the function died between the record and the event', async () => {
    const { registry, store } = createRegistry();
    await addSubmitted(registry);
    store.objects.delete(submissionKey('m', 1));
    await submitVersion(registry, 'm', 1);
    expect(store.objects.has(submissionKey('m', 1))).toBe(true);
  });

  it('submits again when the validation died between READY and the alias, and all its retries with it', async () => {
    const { registry, store } = createRegistry();
    await addSubmitted(registry, 'm', { alias: 'live' });
    await registry.updateVersion('m', 1, (record) => ({
      ...record,
      status: 'READY',
      bundle: BUNDLE,
    }));
    store.objects.delete(submissionKey('m', 1));
    for (let second = 0; second < 3600; second++) registry.nowMs();
    expect(await submitVersion(registry, 'm', 1)).toMatchObject({ status: 'READY' });
    expect(store.objects.has(submissionKey('m', 1))).toBe(true);
  });

  it('refuses and starts nothing when the version is past its validation', async () => {
    const { registry, store } = createRegistry();
    await addReady(registry);
    store.objects.delete(submissionKey('m', 1));
    await expect(submitVersion(registry, 'm', 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(store.objects.has(submissionKey('m', 1))).toBe(false);
  });
});

describe('awaitValidation', () => {
  /** Waits on a clock of its own; at each waking the next of the changes has happened. */
  async function wait(
    changes: readonly Partial<VersionRecord>[],
    request: { alias?: string } = {},
    timeMs = 10_000,
  ): Promise<{ record: VersionRecord; waits: number[] }> {
    const { registry } = createRegistry();
    const submitted = await addSubmitted(registry, 'm', request);
    const waits: number[] = [];
    const record = await awaitValidation(registry, submitted, {
      sleep: async (ms) => {
        const change = changes[waits.length];
        waits.push(ms);
        if (change) await registry.updateVersion('m', 1, (current) => ({ ...current, ...change }));
      },
      remainingMs: () => timeMs - waits.reduce((sum, ms) => sum + ms, 0),
    });
    return { record, waits };
  }

  it('ends when the version is READY', async () => {
    const { record, waits } = await wait([{}, { status: 'READY', bundle: BUNDLE }]);
    expect(record.status).toBe('READY');
    expect(waits).toHaveLength(2);
  });

  it('ends when the version is REJECTED', async () => {
    expect((await wait([{ status: 'REJECTED' }])).record.status).toBe('REJECTED');
  });

  it('goes on until the alias has moved, too', async () => {
    const { record, waits } = await wait(
      [{ status: 'READY', bundle: BUNDLE }, {}, { aliasMovedAt: '2026-11-25T08:00:00Z' }],
      { alias: 'live' },
    );
    expect(record.aliasMovedAt).toBeDefined();
    expect(waits).toHaveLength(3);
  });

  it('ends after a third of the time when others are validated first', async () => {
    const { record, waits } = await wait([]);
    expect(record).toMatchObject({ status: 'VALIDATING', ingestAttempts: 0 });
    const waitedMs = waits.reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBeGreaterThan(3000);
    expect(waitedMs).toBeLessThan(5000);
  });

  it('ends with what there is when the time is over, and asks less and less often', async () => {
    const { record, waits } = await wait([{ ingestAttempts: 1 }]);
    expect(record.status).toBe('VALIDATING');
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
    expect(waits.length).toBeLessThan(20);
  });
});
