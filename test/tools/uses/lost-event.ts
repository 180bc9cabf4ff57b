import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { STORAGE } from '../../../layers/maas/contract/storage.ts';
import { versionKey } from '../../../layers/maas/core/registry/keys.ts';
import { putObject, readObject, startFunction, withoutEvents } from './account.ts';
import { awaitReady, model, submit } from './service.ts';

/** The event of an upload is lost, long ago by its record; the sweep finds it. */
export async function loseEvent(version: number): Promise<void> {
  await withoutEvents(STORAGE.submissionsPrefix, async () => {
    await submit({});
    const key = versionKey(model, version);
    const record = JSON.parse(await readObject(key)) as object;
    const updatedAt = new Date(Date.now() - 2 * LIMITS.resubmitAfterMs).toISOString();
    await putObject(key, Buffer.from(JSON.stringify({ ...record, updatedAt })));
  });
  await startFunction('ingest', { 'detail-type': 'Scheduled Event', detail: {} });
  await awaitReady(version);
}
