import { createHash } from 'node:crypto';
import { uploadKey } from './keys.ts';
import type { VersionRecord } from './records.ts';
import type { NewVersion } from './new-version.ts';
import type { Registry } from './registry.ts';
import { checkFiles } from './start-upload.ts';
import { submitChecked } from './submit-version.ts';

export interface UploadedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Takes a version whose files are all at hand, and hands it to `ingest`.
 * @throws MaasError INVALID_REQUEST, PAYLOAD_TOO_LARGE
 */
export async function uploadBundle(registry: Registry, model: string, files: readonly UploadedFile[], request: Omit<NewVersion, 'uploads'>): Promise<VersionRecord> {
  const uploads = files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }));
  checkFiles({ ...request, uploads });
  const { version } = await registry.createVersion(model, { ...request, uploads });
  await Promise.all(files.map(({ path, bytes }) => registry.store.put(uploadKey(model, version, path), bytes, { ifAbsent: true })));
  return submitChecked(registry, model, version);
}
