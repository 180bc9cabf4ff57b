import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { addressUploads } from '../../../layers/maas/core/registry/address-uploads.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { uploadKey } from '../../../layers/maas/core/registry/keys.ts';
import { findMultipart } from '../../../layers/maas/core/registry/multipart.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { startUpload } from '../../../layers/maas/core/registry/start-upload.ts';
import { submitVersion } from '../../../layers/maas/core/registry/submit-version.ts';
import type { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { createRegistry } from '../../support/registry.ts';

const PART = LIMITS.uploadPartBytes;
const SHA256 = 'a'.repeat(64);
const FILES = [
  { path: 'model.onnx', bytes: PART, sha256: SHA256 },
  { path: '__proto__', bytes: 2 * PART + 7, sha256: SHA256 },
];
const SIZES = [PART, PART, 7];

/** Sends parts as a client does: `length` alone is looked at, so nothing is allocated. */
async function sendParts(
  store: MemoryObjectStore,
  registry: Registry,
  partNumbers: readonly number[],
): Promise<void> {
  const upload = findMultipart(await registry.getVersion('m', 1), '__proto__');
  for (const partNumber of partNumbers) {
    store.multipart.uploads
      .get(upload?.uploadId ?? '')
      ?.set(partNumber, { length: SIZES[partNumber - 1] ?? 0 } as Uint8Array);
  }
}

async function listMissing(registry: Registry): Promise<(string | number)[]> {
  const { uploads } = await addressUploads(registry, await registry.getVersion('m', 1));
  return uploads.flatMap((upload): (string | number)[] =>
    'parts' in upload ? upload.parts.map(({ partNumber }) => partNumber) : [upload.path],
  );
}

describe('uploads in parts', () => {
  it('have an address for each part, of the bytes that follow the part before', async () => {
    const { registry } = createRegistry();
    const { uploads } = await startUpload(registry, 'm', { uploads: FILES });
    expect(uploads).toMatchObject([
      { path: 'model.onnx', url: 'memory:uploads/m/1/model.onnx' },
      {
        path: '__proto__',
        parts: SIZES.map((bytes, index) => ({
          partNumber: index + 1,
          offset: index * PART,
          bytes,
        })),
      },
    ]);
  });

  it('have addresses for what is missing alone when they are asked for again', async () => {
    const { registry, store } = createRegistry();
    await startUpload(registry, 'm', { uploads: FILES });
    expect(await listMissing(registry)).toEqual(['model.onnx', 1, 2, 3]);
    await sendParts(store, registry, [3, 1]);
    expect(await listMissing(registry)).toEqual(['model.onnx', 2]);
    await store.put(uploadKey('m', 1, 'model.onnx'), Buffer.from('x'));
    expect(await listMissing(registry)).toEqual([2]);
    expect(store.multipart.uploads.size).toBe(1);
  });

  it('begin anew when the store has given them up', async () => {
    const { registry, store } = createRegistry();
    await startUpload(registry, 'm', { uploads: FILES });
    await sendParts(store, registry, [1]);
    store.multipart.uploads.clear();
    expect(await listMissing(registry)).toEqual(['model.onnx', 1, 2, 3]);
    expect((await registry.getVersion('m', 1)).multipart).toHaveLength(1);
    expect(await listMissing(registry)).toEqual(['model.onnx', 1, 2, 3]);
  });

  it('are one upload when two callers begin it at the same time', async () => {
    const { registry, store } = createRegistry();
    const version = await registry.createVersion('m', { uploads: FILES });
    await Promise.all([
      addressUploads(registry, version),
      addressUploads(registry, version),
      addressUploads(registry, version),
    ]);
    const { multipart } = await registry.getVersion('m', 1);
    expect([...store.multipart.uploads.keys()]).toEqual(multipart?.map(({ uploadId }) => uploadId));
  });

  it('are not complete while a part is missing, which is named', async () => {
    const { registry, store } = createRegistry();
    await startUpload(registry, 'm', { uploads: FILES });
    await sendParts(store, registry, [1, 3]);
    await expect(submitVersion(registry, 'm', 1)).rejects.toMatchObject({
      code: 'UPLOAD_INCOMPLETE',
      message: expect.stringContaining('lacks its part 2'),
    });
    expect((await registry.getVersion('m', 1)).status).toBe('PENDING_UPLOAD');
  });

  it('are aborted when the version is deleted', async () => {
    const { registry, store } = createRegistry();
    await startUpload(registry, 'm', { uploads: FILES });
    await deleteVersion(registry, 'm', 1);
    expect(store.multipart.uploads.size).toBe(0);
    await expect(addressUploads(registry, await registry.getVersion('m', 1))).rejects.toMatchObject(
      { code: 'CONFLICT' },
    );
  });

  it('leave none behind that a deletion overtook', async () => {
    const { registry, store } = createRegistry();
    const version = await registry.createVersion('m', { uploads: FILES });
    await deleteVersion(registry, 'm', 1);
    await expect(addressUploads(registry, version)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(store.multipart.uploads.size).toBe(0);
  });
});
