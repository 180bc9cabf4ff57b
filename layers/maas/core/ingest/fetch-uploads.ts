import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import type { ByteStream, ObjectStore } from '../ports/object-store.ts';
import { quote } from '../quote.ts';
import { uploadKey } from '../registry/keys.ts';
import { findPathCollision } from '../registry/path-collisions.ts';
import type { FileRecord, VersionRecord } from '../registry/records.ts';
import { FileDigest } from './file-digest.ts';
import type { WorkFolder } from './workspace.ts';

/**
 * Brings a version's uploads to the local disk, checked against what was declared while they pass.
 * @returns them with the checks of their ranges
 * @throws RejectionError UPLOAD_MISSING, SIZE_MISMATCH, CHECKSUM_MISMATCH, INVALID_PATH, TOO_LARGE
 */
export async function fetchUploads(
  store: ObjectStore,
  { model, version, uploads }: VersionRecord,
  folder: WorkFolder,
): Promise<readonly FileRecord[]> {
  // A version of an earlier release may not have been asked.
  const collision = findPathCollision(uploads.map(({ path }) => path));
  if (collision !== undefined) throw new RejectionError('INVALID_PATH', collision);
  const bytes = uploads.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > LIMITS.bundleBytes) {
    throw new RejectionError(
      'TOO_LARGE',
      `The bundle has ${bytes} bytes; the limit is ${LIMITS.bundleBytes}.`,
    );
  }
  const fetched: FileRecord[] = [];
  for (const file of uploads) {
    const digest = new FileDigest();
    const key = uploadKey(model, version, file.path);
    await folder.write(file.path, readChecked(store, key, file, digest));
    fetched.push({ ...file, ...finishChecked(file, digest) });
  }
  return fetched;
}

/**
 * Passes bytes on, and throws at the first byte too many. The upload is opened with the first byte
 * that is asked for: where the disk takes none, nothing stays open.
 */
async function* readChecked(
  store: ObjectStore,
  key: string,
  { path, bytes }: FileRecord,
  digest: FileDigest,
): ByteStream {
  const stream = await store.stream(key);
  if (!stream) {
    throw new RejectionError(
      'UPLOAD_MISSING',
      `The upload ${quote(path)} is gone; uploads are kept for a day. Start a new version.`,
    );
  }
  for await (const chunk of stream) {
    digest.update(chunk);
    if (digest.bytes > bytes) {
      throw new RejectionError(
        'SIZE_MISMATCH',
        `${quote(path)} has more than the ${bytes} bytes that were declared; start a new ` +
          'version with the right size.',
      );
    }
    yield chunk;
  }
}

function finishChecked(
  { path, bytes, sha256 }: FileRecord,
  digest: FileDigest,
): ReturnType<FileDigest['finish']> {
  const found = digest.finish();
  if (found.bytes < bytes) {
    throw new RejectionError(
      'SIZE_MISMATCH',
      `${quote(path)} has ${found.bytes} bytes and ${bytes} were declared; start a new version with ` +
        'the right size.',
    );
  }
  if (found.sha256 !== sha256) {
    throw new RejectionError(
      'CHECKSUM_MISMATCH',
      `${quote(path)} has the SHA-256 ${found.sha256} and ${sha256} was declared; the upload was ` +
        'damaged, or it is another file.',
    );
  }
  return found;
}
