import { createHash } from 'node:crypto';
import { MaasError } from '../errors.ts';
import { uploadKey } from './keys.ts';
import type { VersionRecord } from './records.ts';
import type { NewVersion } from './new-version.ts';
import type { Registry } from './registry.ts';
import { checkFiles } from './start-upload.ts';
import { submitChecked } from './submit-version.ts';

export interface UploadedFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * Takes a version whose files are all at hand, and hands it to `ingest`.
 * @param hasTime whether there is time to answer: what its caller is told has failed must not be
 *   served a minute later
 * @throws MaasError INVALID_REQUEST, PAYLOAD_TOO_LARGE, OVER_CAPACITY when storing took too long
 */
export async function uploadBundle(
  registry: Registry,
  model: string,
  files: readonly UploadedFile[],
  request: Omit<NewVersion, 'uploads'>,
  hasTime = (): boolean => true,
): Promise<VersionRecord> {
  const uploads = files.map(({ path, content }) => ({
    path,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  checkFiles({ ...request, uploads });
  const { version } = await registry.createVersion(model, { ...request, uploads });
  await Promise.all(
    files.map(({ path, content }) =>
      registry.store.put(uploadKey(model, version, path), content, { ifAbsent: true }),
    ),
  );
  if (hasTime()) return submitChecked(registry, model, version);
  throw new MaasError(
    'OVER_CAPACITY',
    `Version ${version} of model '${model}' was stored, too late for this call to have it ` +
      `validated; POST /models/${model}/versions/${version}/complete does.`,
  );
}
