import { LIMITS } from '../../contract/limits.ts';
import { mapParallel } from '../map-parallel.ts';
import { bundlePrefix, submissionKey, uploadsPrefix } from './keys.ts';
import { abortMultipart } from './multipart.ts';
import type { VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';

/**
 * Deletes all that a version has in the store but its record, what ingest wrote before the record
 * named it included.
 */
export async function deleteFiles({ store }: Registry, record: VersionRecord): Promise<void> {
  const { model, version } = record;
  await abortMultipart(store, record);
  await store.delete(submissionKey(model, version));
  for (const prefix of [uploadsPrefix(model, version), bundlePrefix(model, version)]) {
    for (let isTruncated = true; isTruncated;) {
      const page = await store.list(prefix);
      await mapParallel(page.keys, LIMITS.parallelRecords, (key) => store.delete(key));
      isTruncated = page.isTruncated;
    }
  }
}

/** Tells whether anything of a version is in the store beside its record. */
export async function hasFiles(
  { store }: Registry,
  model: string,
  version: number,
): Promise<boolean> {
  const pages = await Promise.all(
    [uploadsPrefix(model, version), bundlePrefix(model, version)].map((prefix) =>
      store.list(prefix, { limit: 1 }),
    ),
  );
  return pages.some(({ keys }) => keys.length > 0);
}
