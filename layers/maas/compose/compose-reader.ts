import type { Clock } from '../core/ports/clock.ts';
import type { ObjectReader } from '../core/ports/object-store.ts';
import type { StoreSettings } from './settings.ts';

/** The reader of the registry for `predict`: no AWS SDK on its cold path. */
export async function composeReader(settings: StoreSettings, clock: Clock): Promise<ObjectReader> {
  if (settings.kind === 'files') {
    const { FileObjectReader } = await import('../adapters/files/file-object-reader.ts');
    return new FileObjectReader(settings.directory);
  }
  const { S3ObjectReader } = await import('../adapters/s3/s3-object-reader.ts');
  return new S3ObjectReader({ ...settings, clock });
}
