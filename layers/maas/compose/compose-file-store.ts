import { FileObjectStore } from '../adapters/files/file-object-store.ts';
import { SECRET_BYTES, UploadUrls } from '../adapters/files/upload-url.ts';
import { ENVIRONMENT } from '../contract/environment.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { StoreSettings } from './settings.ts';
import { SettingsError } from './settings-reader.ts';

/** @throws SettingsError */
export function composeFileStore(
  { directory, secret, url }: Extract<StoreSettings, { kind: 'files' }>,
  clock: Clock,
): FileObjectStore {
  if (Buffer.byteLength(secret) < SECRET_BYTES) {
    throw new SettingsError(
      `${ENVIRONMENT.storeSecret} needs ${SECRET_BYTES} bytes or more; got ` +
        `${Buffer.byteLength(secret)}.`,
    );
  }
  if (!URL.canParse(url)) {
    throw new SettingsError(
      `${ENVIRONMENT.storeUrl} is the gateway's address, as http://127.0.0.1:8080; got '${url}'.`,
    );
  }
  return new FileObjectStore(directory, new UploadUrls(secret, url, clock), clock);
}
