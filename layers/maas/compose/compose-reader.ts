import type { Clock, ObjectReader } from '../core/ports.ts';
import type { StoreSettings } from './settings.ts';

/** What `predict` reads the registry with: no AWS SDK on its cold path. */
export async function composeReader(settings: StoreSettings, clock: Clock): Promise<ObjectReader> {
  if (settings.kind === 'files')
    return (await import('./compose-file-store.ts')).composeFileStore(settings, clock);
  const { S3ObjectReader } = await import('../adapters/s3-object-reader.ts');
  return new S3ObjectReader({ ...settings, clock });
}
