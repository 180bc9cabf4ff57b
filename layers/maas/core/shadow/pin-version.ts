import { modelKey } from '../registry/keys.ts';
import type { ModelRecord } from '../registry/records.ts';
import type { RecordReader } from '../serving/resolve-version.ts';
import type { ShadowCopy } from './shadow-copy.ts';

/** Records in which a copy's alias points at its shadow, so that its call is answered by that. */
export function pinVersion(records: RecordReader, copy: ShadowCopy): RecordReader {
  return {
    find: (key) => findPinned(records, copy, key),
    ...(records.fresh ? { fresh: pinVersion(records.fresh, copy) } : {}),
  };
}

async function findPinned<T>(
  records: RecordReader,
  { model, alias, version }: ShadowCopy,
  key: string,
): Promise<T | undefined> {
  const record = await records.find<T>(key);
  if (record === undefined || key !== modelKey(model)) return record;
  const owner = record as T & ModelRecord;
  const pinned = { routes: [{ version, weight: 1 }], updatedAt: owner.createdAt };
  return { ...owner, aliases: { ...owner.aliases, [alias]: pinned } };
}
