import { MaasError, PreconditionFailedError } from '../errors.ts';
import type { MultipartUpload } from '../ports/multipart-uploads.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { quote } from '../quote.ts';
import { findUpload, uploadKey } from './keys.ts';
import type { FileRecord, VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { findMissingParts, isInParts } from './split-file.ts';

/** The upload in parts that a version has for a file. */
export function findMultipart(
  { model, version, multipart = [] }: VersionRecord,
  path: string,
): MultipartUpload | undefined {
  const found = multipart.find((upload) => upload.path === path);
  return found && { key: uploadKey(model, version, path), uploadId: found.uploadId };
}

/**
 * Begins an upload in parts for each of the files, in place of the one that the record names. Of
 * two callers at once the first one's count for both.
 * @throws MaasError CONFLICT when the version awaits no upload any more
 */
export async function startMultipart(
  registry: Registry,
  record: VersionRecord,
  paths: readonly string[],
): Promise<VersionRecord> {
  const { store } = registry;
  const { model, version } = record;
  const begun = await Promise.all(
    paths.map(async (path) => ({
      path,
      ...(await store.multipart.start(uploadKey(model, version, path))),
    })),
  );
  let recorded: VersionRecord['multipart'] = [];
  try {
    const updated = await registry.updateVersion(model, version, (current) => {
      requireAwaitingUpload(current);
      const isOurs = (path: string): boolean =>
        findMultipart(current, path)?.uploadId === findMultipart(record, path)?.uploadId;
      const ours = begun
        .filter(({ path }) => isOurs(path))
        .map(({ path, uploadId }) => ({ path, uploadId }));
      return {
        ...current,
        multipart: [
          ...(current.multipart ?? []).filter(
            ({ path }) => !ours.some((upload) => upload.path === path),
          ),
          ...ours,
        ],
      };
    });
    recorded = updated.multipart;
    return updated;
  } finally {
    for (const upload of begun) {
      if (!recorded?.some(({ uploadId }) => uploadId === upload.uploadId)) {
        await store.multipart.abort(upload);
      }
    }
  }
}

/**
 * Makes one object of each file's parts. One that is an object already is passed over.
 * @throws MaasError UPLOAD_INCOMPLETE
 */
export async function completeMultipart(store: ObjectStore, record: VersionRecord): Promise<void> {
  for (const file of record.uploads.filter(isInParts)) {
    await joinParts(store, findMultipart(record, file.path), file);
  }
}

async function joinParts(
  store: ObjectStore,
  upload: MultipartUpload | undefined,
  file: FileRecord,
): Promise<void> {
  const parts = upload && (await store.multipart.listParts(upload));
  if (!parts) return; // whether it ended as an object is seen there
  const missing = findMissingParts(file, parts).map(({ partNumber }) => partNumber);
  if (missing.length > 0) {
    throw new MaasError(
      'UPLOAD_INCOMPLETE',
      `${quote(file.path)} lacks ${missing.length > 1 ? 'its parts' : 'its part'} ` +
        `${missing.join(', ')}; PUT what is missing, then complete the version again. POST ` +
        '…/uploads gives new addresses.',
    );
  }
  try {
    await store.multipart.complete(upload, parts);
  } catch (error) {
    // Somebody else completes it at the same time.
    if (!(error instanceof PreconditionFailedError)) throw error;
  }
}

export async function abortMultipart(store: ObjectStore, record: VersionRecord): Promise<void> {
  for (const { path } of record.multipart ?? []) {
    const upload = findMultipart(record, path);
    if (upload) await store.multipart.abort(upload);
  }
}

/**
 * Decides if nothing but the version does, as an address is good for an hour: what came behind the
 * validation's back would be nobody's.
 * @throws MaasError CONFLICT, VERSION_NOT_FOUND
 */
export async function requireAwaitedKey(registry: Registry, key: string): Promise<void> {
  const upload = findUpload(key);
  if (upload) requireAwaitingUpload(await registry.getVersion(upload.model, upload.version));
}

/** @throws MaasError CONFLICT */
export function requireAwaitingUpload({ model, version, status }: VersionRecord): void {
  if (status !== 'PENDING_UPLOAD') {
    throw new MaasError(
      'CONFLICT',
      `Version ${version} of model '${model}' is ${status}; only one that awaits its upload ` +
        'has addresses for it.',
    );
  }
}
