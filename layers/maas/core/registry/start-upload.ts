import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import { addressUploads, type FileUpload } from './address-uploads.ts';
import { chooseModelFile } from './model-file.ts';
import { parseBundlePath } from '../bundle-path.ts';
import { findPathCollision } from './path-collisions.ts';
import type { VersionRecord } from './records.ts';
import type { NewVersion } from './new-version.ts';
import type { Registry } from './registry.ts';

/**
 * Takes a version's number and answers where its files go.
 * @throws MaasError INVALID_REQUEST, PAYLOAD_TOO_LARGE
 */
export async function startUpload(
  registry: Registry,
  model: string,
  request: NewVersion,
): Promise<{ version: VersionRecord; uploads: FileUpload[] }> {
  checkFiles(request);
  return addressUploads(registry, await registry.createVersion(model, request));
}

/**
 * @throws MaasError INVALID_REQUEST, PAYLOAD_TOO_LARGE, MODEL_REJECTED when no disk could hold the
 *   files side by side
 */
export function checkFiles({ uploads: files, entry }: Pick<NewVersion, 'uploads' | 'entry'>): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    parseBundlePath(path);
    if (seen.has(path)) {
      throw new MaasError(
        'INVALID_REQUEST',
        `The file ${quote(path)} is named twice; name each file of the bundle once.`,
      );
    }
    seen.add(path);
  }
  if (files.length > LIMITS.bundleFiles) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A bundle may have ${LIMITS.bundleFiles} files; got ${files.length}.`,
    );
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > LIMITS.bundleBytes) {
    throw new MaasError(
      'PAYLOAD_TOO_LARGE',
      `The bundle has ${total} bytes; the limit is ${LIMITS.bundleBytes}.`,
    );
  }
  const collision = findPathCollision(seen);
  if (collision !== undefined) {
    throw new MaasError('MODEL_REJECTED', `The bundle is rejected, INVALID_PATH: ${collision}`);
  }
  const model = chooseModelFile([...seen], entry);
  if ('fault' in model) throw new MaasError('INVALID_REQUEST', `${model.fault}.`);
}
