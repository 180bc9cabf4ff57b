import { RecordStore } from '../registry/record-store.ts';
import type { Registry } from '../registry/registry.ts';
import type { RecordReader } from './resolve-version.ts';

/** The registry's records as they are now. */
export function readRecords({ store }: Registry): RecordReader {
  const records = new RecordStore(store);
  return { find: async <T>(key: string) => (await records.find<T>(key))?.value };
}
