import { setImmediate as giveWay } from 'node:timers/promises';
import type { FileObjectStore } from '../layers/maas/adapters/files/file-object-store.ts';
import { STORAGE } from '../layers/maas/contract/storage.ts';
import { submissionKey } from '../layers/maas/core/registry/keys.ts';
import { listModelPages } from '../layers/maas/core/registry/list-model-pages.ts';
import { listStates } from '../layers/maas/core/registry/list-states.ts';
import type { Registry } from '../layers/maas/core/registry/registry.ts';

const DAY_MS = 86_400_000;
const RETENTION_MS = STORAGE.uploadRetentionDays * DAY_MS;
const FEEDBACK_RETENTION_MS = STORAGE.feedbackRetentionDays * DAY_MS;
const ROLLOUT_RETENTION_MS = STORAGE.rolloutRetentionDays * DAY_MS;

/**
 * The bucket's lifecycle: roll-outs that have ended go after a year, and uploads that nobody
 * completed after a day. Where a submission waits,
 * as after a night with the machine off, they are still needed.
 */
export async function expireUploads(
  store: Pick<FileObjectStore, 'listOlder' | 'head' | 'delete'>,
): Promise<void> {
  for (const key of store.listOlder(STORAGE.uploadsPrefix, RETENTION_MS)) {
    const [, model = '', version] = key.split('/');
    if (!(await store.head(submissionKey(model, Number(version))))) await store.delete(key);
  }
  for (const key of store.listOlder(STORAGE.rolloutsPrefix, ROLLOUT_RETENTION_MS)) {
    await store.delete(key);
  }
}

/** Truths go as the bucket's lifecycle lets them go. */
export async function expireFeedback(
  store: Pick<FileObjectStore, 'listOlder' | 'delete'>,
): Promise<void> {
  for (const key of store.listOlder(STORAGE.feedbackPrefix, FEEDBACK_RETENTION_MS)) {
    await store.delete(key);
  }
}

/**
 * The versions that waited for them go with them: whoever lists a model's versions puts such away.
 */
export async function expireVersions(registry: Registry): Promise<void> {
  for await (const models of listModelPages(registry)) {
    for (const model of models) {
      await listStates(registry, model);
      await giveWay(); // the gateway serves from this process
    }
  }
}
