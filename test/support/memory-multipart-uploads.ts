import { PreconditionFailedError } from '../../layers/maas/core/errors.ts';
import type {
  MultipartUpload,
  MultipartUploads,
  Part,
  UploadedPart,
} from '../../layers/maas/core/ports/multipart-uploads.ts';
import type { PresignedPut } from '../../layers/maas/core/ports/presigned-put.ts';

/**
 * Uploads in parts into a map of objects. Nobody serves its addresses: a test puts the parts
 * itself.
 */
export class MemoryMultipartUploads implements MultipartUploads {
  /** Parts by upload and number. */
  readonly uploads = new Map<string, Map<number, Uint8Array>>();
  readonly #objects: Map<string, Uint8Array>;
  #started = 0;

  constructor(objects: Map<string, Uint8Array>) {
    this.#objects = objects;
  }

  async start(key: string): Promise<MultipartUpload> {
    const uploadId = `upload-${++this.#started}`;
    this.uploads.set(uploadId, new Map());
    return { key, uploadId };
  }

  async presignPart(
    { key, uploadId }: MultipartUpload,
    { partNumber, sizeBytes }: Part,
  ): Promise<PresignedPut> {
    return {
      method: 'PUT',
      url: `memory:${key}?upload=${uploadId}&part=${partNumber}`,
      headers: { 'content-length': String(sizeBytes) },
    };
  }

  async listParts({ uploadId }: MultipartUpload): Promise<readonly UploadedPart[] | undefined> {
    const parts = this.uploads.get(uploadId);
    return (
      parts &&
      [...parts]
        .map(([partNumber, bytes]) => ({
          partNumber,
          sizeBytes: bytes.length,
          etag: String(partNumber),
        }))
        .sort((a, b) => a.partNumber - b.partNumber)
    );
  }

  async complete(
    { key, uploadId }: MultipartUpload,
    wanted: readonly UploadedPart[],
  ): Promise<void> {
    const parts = this.uploads.get(uploadId);
    if (!parts || this.#objects.has(key)) throw new PreconditionFailedError(key);
    this.#objects.set(
      key,
      Buffer.concat(wanted.map(({ partNumber }) => parts.get(partNumber) ?? new Uint8Array())),
    );
    this.uploads.delete(uploadId);
  }

  async abort({ uploadId }: MultipartUpload): Promise<void> {
    this.uploads.delete(uploadId);
  }
}
