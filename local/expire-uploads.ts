import type { FileObjectStore } from '../layers/maas/adapters/file-object-store.ts';
import { STORAGE } from '../layers/maas/contract/storage.ts';
import { submissionKey } from '../layers/maas/core/registry/keys.ts';

const RETENTION_MS = STORAGE.uploadRetentionDays * 86_400_000;

/** The bucket's lifecycle: uploads that nobody completed go after a day. Where a submission waits, as after a night with the machine off, they are still needed. */
export async function expireUploads(store: Pick<FileObjectStore, 'listOlder' | 'head' | 'delete'>): Promise<void> {
  for (const key of store.listOlder(STORAGE.uploadsPrefix, RETENTION_MS)) {
    const [, model = '', version] = key.split('/');
    if (!(await store.head(submissionKey(model, Number(version))))) await store.delete(key);
  }
}
