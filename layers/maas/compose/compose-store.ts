import type { Clock } from '../core/ports/clock.ts';
import type { ObjectStore } from '../core/ports/object-store.ts';
import type { StoreSettings } from './settings.ts';

/**
 * The registry's store. Each kind is loaded only where it is used: the AWS SDK takes 100 ms, SQLite
 * is not for Lambda.
 */
export async function composeStore(settings: StoreSettings, clock: Clock): Promise<ObjectStore> {
  if (settings.kind === 'files') {
    return (await import('./compose-file-store.ts')).composeFileStore(settings, clock);
  }
  const { S3ObjectStore } = await import('../adapters/s3/s3-object-store.ts');
  return new S3ObjectStore({ ...settings, clock });
}
