import { RecordStore } from '../registry/record-store.ts';
import type { Registry } from '../registry/registry.ts';
import type { VersionRecord } from '../registry/records.ts';
import type { RecordReader } from './resolve-version.ts';

/** The registry's records as they are now. */
export function readRecords({ store }: Registry): RecordReader {
  const records = new RecordStore(store);
  return { find: async <T>(key: string) => (await records.find<T>(key))?.value };
}

/** All versions of a model, the oldest first. @throws MaasError MODEL_NOT_FOUND */
export async function listAllVersions(registry: Registry, model: string): Promise<VersionRecord[]> {
  const versions: VersionRecord[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await registry.listVersions(model, { after });
    versions.push(...items);
    if (next === undefined) return versions.reverse();
    after = next;
  }
}
