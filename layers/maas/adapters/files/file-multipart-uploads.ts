import { createHash, randomUUID } from 'node:crypto';
import { PreconditionFailedError, type MaasError } from '../../core/errors.ts';
import type { ByteStream } from '../../core/ports/object-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type {
  MultipartUpload,
  MultipartUploads,
  Part,
  UploadedPart,
} from '../../core/ports/multipart-uploads.ts';
import type { PresignedPut } from '../../core/ports/presigned-put.ts';
import type { IndexDatabase } from './index-database.ts';
import type { ObjectFileWriter } from './object-file-writer.ts';
import type { ObjectIndex } from './object-index.ts';
import { checkKey } from '../object-key.ts';
import type { PartEntry, PartIndex } from './part-index.ts';
import { toSignedHeaders } from './upload-headers.ts';
import { UploadRefusedError } from './upload-refused-error.ts';
import type { UploadUrls } from './upload-url.ts';

/** The bucket's lifecycle gives an upload as long. */
const ABANDONED_MS = 24 * 3_600_000;

export interface FileMultipartDeps {
  readonly database: IndexDatabase;
  readonly index: ObjectIndex;
  readonly parts: PartIndex;
  readonly writer: ObjectFileWriter;
  readonly urls: UploadUrls;
  readonly clock: Clock;
}

/** Parts as files, which become the object as they are: nothing is copied when it is complete. */
export class FileMultipartUploads implements MultipartUploads {
  readonly #deps: FileMultipartDeps;

  constructor(deps: FileMultipartDeps) {
    this.#deps = deps;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once
  async start(key: string): Promise<MultipartUpload> {
    const upload = { key: checkKey(key), uploadId: randomUUID() };
    this.#deps.parts.start(upload, this.#deps.clock.nowMs());
    return upload;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- nobody has to be asked
  async presignPart(
    upload: MultipartUpload,
    { partNumber, sizeBytes }: Part,
    expiresInSeconds: number,
  ): Promise<PresignedPut> {
    const grant = { key: upload.key, sizeBytes, part: { uploadId: upload.uploadId, partNumber } };
    return {
      method: 'PUT',
      url: this.#deps.urls.sign(grant, expiresInSeconds),
      headers: toSignedHeaders(grant),
    };
  }

  /**
   * The other end of `presignPart`.
   * @param body at most one byte more than was signed
   * @throws UploadRefusedError IncompleteBody for another size, NoSuchUpload when the upload is not
   *   under way any more
   */
  async acceptPart(
    upload: MultipartUpload,
    { partNumber, sizeBytes }: Part,
    body: ByteStream,
  ): Promise<string> {
    const { parts, writer } = this.#deps;
    if (!parts.list(upload)) throw createEndedError();
    const { sha256, ...file } = await writer.write(body);
    const isWhole = file.sizeBytes === sizeBytes;
    const before = isWhole
      ? await writer.keepIf([file], () => parts.put(upload, { partNumber, etag: sha256, ...file }))
      : 'lost';
    if (before !== 'lost') {
      if (before) await writer.remove([before]);
      return sha256;
    }
    await writer.remove([file]);
    throw isWhole
      ? createEndedError()
      : new UploadRefusedError(
          'IncompleteBody',
          `This address takes the ${sizeBytes} bytes of part ${partNumber}; got ` +
            `${file.sizeBytes < sizeBytes ? file.sizeBytes : 'more'}.`,
        );
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once
  async listParts(upload: MultipartUpload): Promise<readonly UploadedPart[] | undefined> {
    return this.#deps.parts
      .list(upload)
      ?.map(({ partNumber, sizeBytes, etag }) => ({ partNumber, sizeBytes, etag }));
  }

  async complete(upload: MultipartUpload, wanted: readonly UploadedPart[]): Promise<void> {
    const unused = this.#deps.database.transact(() => this.#join(upload, wanted));
    await this.#deps.writer.remove(unused);
  }

  async abort(upload: MultipartUpload): Promise<void> {
    await this.#deps.writer.remove(this.#deps.parts.remove(upload));
  }

  async removeAbandoned(): Promise<void> {
    const { parts, clock } = this.#deps;
    // eslint-disable-next-line no-restricted-syntax -- SQLite dates what it writes
    for (const upload of parts.listOlder(clock.nowMs() - ABANDONED_MS)) await this.abort(upload);
  }

  /** @returns the parts that were not wanted */
  #join(upload: MultipartUpload, wanted: readonly UploadedPart[]): PartEntry[] {
    const there = this.#deps.parts.remove(upload);
    const used = wanted.map(
      ({ partNumber, etag }) =>
        there.find((part) => part.partNumber === partNumber && part.etag === etag) ??
        throwLost(upload),
    );
    const entry = {
      etag: toEtag(used),
      sizeBytes: used.reduce((sum, part) => sum + part.sizeBytes, 0),
      body: null,
      files: used.map(({ name, sizeBytes }) => ({ name, sizeBytes })),
    };
    if (
      used.length === 0 ||
      this.#deps.index.put(upload.key, entry, { ifAbsent: true }) === 'lost'
    ) {
      throwLost(upload);
    } // undoes the removal
    return there.filter((part) => !used.includes(part));
  }
}

/** As S3 makes it: over the parts' own, with their number. */
function toEtag(parts: readonly UploadedPart[]): string {
  const digest = createHash('sha256');
  for (const { etag } of parts) digest.update(etag);
  return `${digest.digest('hex')}-${parts.length}`;
}

function throwLost({ key }: MultipartUpload): never {
  throw new PreconditionFailedError(key);
}

function createEndedError(): MaasError {
  return new UploadRefusedError(
    'NoSuchUpload',
    'This upload is complete or was given up; start a new version.',
  );
}
