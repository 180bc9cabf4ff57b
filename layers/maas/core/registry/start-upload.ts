import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { PresignedPut } from '../ports.ts';
import { uploadKey } from './keys.ts';
import { quote } from '../quote.ts';
import { parseBundlePath } from './names.ts';
import type { FileRecord, VersionRecord } from './records.ts';
import type { NewVersion, Registry } from './registry.ts';

export interface FileUpload extends PresignedPut {
  readonly path: string;
  readonly expiresAt: string;
}

/**
 * Takes a version's number and answers where its files go: one presigned PUT each, bound to size, SHA-256 and no overwrite.
 * @throws MaasError INVALID_REQUEST, PAYLOAD_TOO_LARGE
 */
export async function startUpload(registry: Registry, model: string, request: NewVersion): Promise<{ version: VersionRecord; uploads: FileUpload[] }> {
  checkFiles(request.uploads);
  const version = await registry.createVersion(model, request);
  const expiresAt = new Date(Date.parse(version.createdAt) + LIMITS.uploadUrlSeconds * 1000).toISOString();
  const uploads = await Promise.all(
    version.uploads.map(async ({ path, bytes, sha256 }) => ({
      path,
      ...(await registry.store.presignPut(uploadKey(model, version.version, path), { sizeBytes: bytes, sha256, expiresInSeconds: LIMITS.uploadUrlSeconds })),
      expiresAt,
    })),
  );
  return { version, uploads };
}

/** @throws MaasError INVALID_REQUEST, PAYLOAD_TOO_LARGE */
export function checkFiles(files: readonly FileRecord[]): void {
  const seen = new Set<string>();
  for (const { path, bytes } of files) {
    parseBundlePath(path);
    if (seen.has(path)) throw new MaasError('INVALID_REQUEST', `The file ${quote(path)} is named twice; name each file of the bundle once.`);
    seen.add(path);
    if (bytes > LIMITS.uploadFileBytes) throw new MaasError('PAYLOAD_TOO_LARGE', `${quote(path)} has ${bytes} bytes; a file may have ${LIMITS.uploadFileBytes}.`);
  }
  if (files.length > LIMITS.bundleFiles) throw new MaasError('INVALID_REQUEST', `A bundle may have ${LIMITS.bundleFiles} files; got ${files.length}.`);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > LIMITS.bundleBytes) throw new MaasError('PAYLOAD_TOO_LARGE', `The bundle has ${total} bytes; ${LIMITS.bundleBytes} are the most.`);
  if (!files.some(({ path }) => isModelFile(path))) throw new MaasError('INVALID_REQUEST', `A bundle needs a 'model.onnx', or one other file that ends in '.onnx'; got ${[...seen].map(quote).join(', ')}.`);
}

function isModelFile(path: string): boolean {
  return path.endsWith('.onnx') && !path.includes('/');
}
