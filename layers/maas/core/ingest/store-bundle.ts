import { join } from 'node:path';
import type { ObjectStore } from '../ports.ts';
import { bundleFileKey } from '../registry/keys.ts';
import type { VersionRecord } from '../registry/records.ts';
import type { PreparedBundle } from './prepare-bundle.ts';
import type { WorkFolder } from './workspace.ts';

/** Writes what will be served. The same bytes each time: a second attempt may overwrite the first's. */
export async function storeBundle(
  store: ObjectStore,
  { model, version }: VersionRecord,
  { files }: Pick<PreparedBundle, 'files'>,
  folder: WorkFolder,
): Promise<void> {
  for (const { path, sha256 } of files) {
    const key = bundleFileKey(model, version, path);
    const isLinked = await store.local?.adopt(key, join(folder.path, path), sha256);
    if (!isLinked) await store.put(key, folder.read(path));
  }
}
