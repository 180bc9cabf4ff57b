import { LIMITS } from '../../contract/limits.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { PresignedPut } from '../ports/presigned-put.ts';
import type { UploadedPart } from '../ports/multipart-uploads.ts';
import { uploadKey } from './keys.ts';
import { findMultipart, requireAwaitingUpload, startMultipart } from './multipart.ts';
import type { FileRecord, VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { findMissingParts, isInParts } from './split-file.ts';

/** The address that takes a file in one request. */
export interface WholeUpload extends PresignedPut {
  readonly path: string;
  readonly expiresAt: string;
}

/**
 * The addresses that take it in several requests, at the same time and in any order: `bytes` from
 * `offset` on to each address.
 */
export interface PartsUpload {
  readonly path: string;
  readonly method: 'PUT';
  readonly expiresAt: string;
  readonly parts: readonly {
    readonly partNumber: number;
    readonly offset: number;
    readonly bytes: number;
    readonly url: string;
  }[];
}

export type FileUpload = WholeUpload | PartsUpload;

/** A file that is not there yet. */
interface MissingFile {
  readonly file: FileRecord;
  /** The parts that have come of an upload that is under way. */
  readonly parts: readonly UploadedPart[] | undefined;
}

/**
 * Presigned addresses for what is missing of a version: one PUT for a file, bound to size, SHA-256
 * and no overwrite, or one for each of its parts, bound to its size. They may be asked for again,
 * when the first have expired or an upload broke off.
 * @throws MaasError CONFLICT when the version awaits no upload
 */
export async function addressUploads(
  registry: Registry,
  record: VersionRecord,
): Promise<{ version: VersionRecord; uploads: FileUpload[] }> {
  requireAwaitingUpload(record);
  const missing = await findMissing(registry.store, record);
  const unbegun = missing
    .filter(({ file, parts }) => isInParts(file) && !parts)
    .map(({ file }) => file.path);
  const version = unbegun.length > 0 ? await startMultipart(registry, record, unbegun) : record;
  const expiresAt = new Date(registry.nowMs() + LIMITS.uploadUrlSeconds * 1000).toISOString();
  return {
    version,
    uploads: await Promise.all(
      missing.map((file) => addressFile(registry.store, version, file, expiresAt)),
    ),
  };
}

/**
 * The same when they are asked for again: from then on the version waits as long as at first.
 * @throws MaasError CONFLICT
 */
export async function renewUploads(
  registry: Registry,
  record: VersionRecord,
): ReturnType<typeof addressUploads> {
  requireAwaitingUpload(record);
  const renewed = await registry.updateVersion(record.model, record.version, (current) => ({
    ...current,
  }));
  return addressUploads(registry, renewed);
}

async function findMissing(store: ObjectStore, record: VersionRecord): Promise<MissingFile[]> {
  const files = record.uploads.map(async (file) => {
    const upload = findMultipart(record, file.path);
    const [head, parts] = await Promise.all([
      store.head(uploadKey(record.model, record.version, file.path)),
      upload && store.multipart.listParts(upload),
    ]);
    return head ? [] : [{ file, parts }];
  });
  return (await Promise.all(files)).flat();
}

async function addressFile(
  store: ObjectStore,
  record: VersionRecord,
  { file, parts: there = [] }: MissingFile,
  expiresAt: string,
): Promise<FileUpload> {
  const { path, bytes, sha256 } = file;
  const upload = isInParts(file) ? findMultipart(record, path) : undefined;
  if (!upload) {
    return {
      path,
      ...(await store.presignPut(uploadKey(record.model, record.version, path), {
        sizeBytes: bytes,
        sha256,
        expiresInSeconds: LIMITS.uploadUrlSeconds,
      })),
      expiresAt,
    };
  }
  const parts = findMissingParts(file, there).map(async ({ partNumber, offset, sizeBytes }) => {
    const { url } = await store.multipart.presignPart(
      upload,
      { partNumber, sizeBytes },
      LIMITS.uploadUrlSeconds,
    );
    return { partNumber, offset, bytes: sizeBytes, url };
  });
  return { path, method: 'PUT', expiresAt, parts: await Promise.all(parts) };
}
