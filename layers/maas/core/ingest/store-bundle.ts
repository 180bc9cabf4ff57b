import { join } from 'node:path';
import { PreconditionFailedError } from '../errors.ts';
import type { ByteStream, ObjectHead, ObjectStore } from '../ports/object-store.ts';
import { bundleFileKey } from '../registry/keys.ts';
import type { BundleRecord, VersionRecord } from '../registry/records.ts';
import { listStored } from '../registry/served-files.ts';
import type { WorkFolder } from './workspace.ts';

/** Others that write the same at the same time, as a second delivery of the event does. */
const ATTEMPTS = 3;

/** Writes what will be served. The same bytes each time: what an attempt before left is kept. */
export async function storeBundle(
  store: ObjectStore,
  { model, version }: VersionRecord,
  bundle: Pick<BundleRecord, 'files' | 'optimized'>,
  folder: WorkFolder,
): Promise<void> {
  for (const { path, bytes, sha256 } of listStored(bundle)) {
    const key = bundleFileKey(model, version, path);
    const isLinked = await store.local?.adopt(key, join(folder.path, path), sha256);
    if (!isLinked) await putOnce(store, key, { sizeBytes: bytes, sha256 }, () => folder.read(path));
  }
}

/**
 * Under a condition each time, as the bucket's policy asks: nothing is overwritten that nobody has
 * looked at.
 * @throws PreconditionFailedError when others are faster each time: to be tried again
 */
async function putOnce(
  store: ObjectStore,
  key: string,
  wanted: Pick<ObjectHead, 'sizeBytes' | 'sha256'>,
  read: () => ByteStream,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const there = await store.head(key);
    if (there && there.sha256 === wanted.sha256 && there.sizeBytes === wanted.sizeBytes) return;
    try {
      await store.put(key, read(), there ? { ifMatch: there.etag } : { ifAbsent: true });
      return;
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || attempt === ATTEMPTS) throw error;
    }
  }
}
