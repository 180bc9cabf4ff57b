import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { MaasError, PreconditionFailedError } from '../../core/errors.ts';
import type {
  ByteStream,
  ListOptions,
  ObjectHead,
  ObjectPage,
  ObjectStore,
  PresignOptions,
  PutOptions,
} from '../../core/ports/object-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { PresignedPut } from '../../core/ports/presigned-put.ts';
import { FileLocalObjects } from './file-local-objects.ts';
import { FileMultipartUploads } from './file-multipart-uploads.ts';
import { FileObjectReader } from './file-object-reader.ts';
import type { IndexEntry } from './object-entries.ts';
import { ObjectFileWriter } from './object-file-writer.ts';
import { ObjectIndex } from './object-index.ts';
import { checkKey } from '../object-key.ts';
import { PartIndex } from './part-index.ts';
import { checkFraming, checkSignedHeaders, toSignedHeaders } from './upload-headers.ts';
import { UploadRefusedError } from './upload-refused-error.ts';
import type { UploadUrls } from './upload-url.ts';
import { yieldOnce } from './yield-once.ts';

/** A request to a signed address: its path and query as they came, and its headers. */
export interface UploadRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Objects up to this size stand in the index itself: a record is read and written in one step. */
const INLINE_BYTES = 64 * 1024;

/**
 * The objects of one folder, to write too. No file is ever changed or named after a key, so no key
 * leads out of the folder. Any number of processes may share it; one that is killed leaves at most a
 * file that `removeAbandoned` finds.
 */
export class FileObjectStore extends FileObjectReader implements ObjectStore {
  readonly multipart: FileMultipartUploads;
  override readonly local: FileLocalObjects;
  readonly #index: ObjectIndex;
  readonly #parts: PartIndex;
  readonly #writer: ObjectFileWriter;
  readonly #urls: UploadUrls;
  readonly #clock: Clock;

  constructor(directory: string, urls: UploadUrls, clock: Clock) {
    super(directory);
    const { database, entries, files } = this;
    this.#index = new ObjectIndex(database, entries);
    this.#parts = new PartIndex(database);
    this.#writer = new ObjectFileWriter(files);
    this.#urls = urls;
    this.#clock = clock;
    this.multipart = new FileMultipartUploads({
      database,
      index: this.#index,
      parts: this.#parts,
      writer: this.#writer,
      urls,
      clock,
    });
    this.local = new FileLocalObjects({
      entries,
      files,
      commit: (key, entry) => this.#commit(key, entry, {}),
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once
  async head(key: string): Promise<ObjectHead | undefined> {
    const entry = this.entries.find(checkKey(key));
    if (!entry) return undefined;
    const { sizeBytes, etag } = entry;
    return { sizeBytes, etag, ...(etag.includes('-') ? {} : { sha256: etag }) };
  }

  async put(key: string, body: Uint8Array | ByteStream, options: PutOptions = {}): Promise<string> {
    checkKey(key);
    const entry =
      body instanceof Uint8Array && body.length <= INLINE_BYTES
        ? toInlineEntry(body)
        : await this.#write(body instanceof Uint8Array ? yieldOnce(body) : body);
    return this.#commit(key, entry, options);
  }

  /**
   * The other end of `presignPut` and `presignPart`: takes the body that came to a signed address.
   * Nothing is kept unless all of it is as signed.
   * @param requireAwaited throws where nobody waits for an upload under this key any more
   * @throws UploadRefusedError for another signature, header, size or SHA-256 than signed, and for
   *   a part that comes too late; MaasError PRECONDITION_FAILED when the address was used before,
   *   and what `requireAwaited` throws
   */
  async acceptUpload(
    { url, headers }: UploadRequest,
    body: ByteStream,
    requireAwaited: (key: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<string> {
    checkFraming(headers);
    const grant = this.#urls.verify(url);
    checkSignedHeaders(grant, headers);
    const { key, sizeBytes, sha256, part } = grant;
    if (!this.entries.find(key)) await requireAwaited(key);
    if (part) {
      return this.multipart.acceptPart(
        { key, uploadId: part.uploadId },
        { partNumber: part.partNumber, sizeBytes },
        limit(body, sizeBytes),
      );
    }
    if (this.entries.find(key)) throw createUsedError();
    const entry = await this.#write(limit(body, sizeBytes));
    if (entry.sizeBytes === sizeBytes && entry.etag === sha256) {
      return this.#commit(key, entry, { ifAbsent: true }).catch((error: unknown) => {
        throw error instanceof PreconditionFailedError ? createUsedError(error) : error;
      });
    }
    await this.#writer.remove(entry.files);
    throw new UploadRefusedError(
      'BadDigest',
      `This address takes ${sizeBytes} bytes with the SHA-256 ${sha256 ?? ''}; got ` +
        `${entry.sizeBytes} with ${entry.etag}.`,
    );
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once
  async list(prefix: string, options: ListOptions = {}): Promise<ObjectPage> {
    return this.#index.list(prefix, options);
  }

  async delete(key: string): Promise<void> {
    const entry = this.#index.remove(checkKey(key));
    if (entry) await this.#writer.remove(entry.files);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- nobody has to be asked
  async presignPut(
    key: string,
    { sizeBytes, sha256, expiresInSeconds }: PresignOptions,
  ): Promise<PresignedPut> {
    const grant = { key: checkKey(key), sizeBytes, sha256 };
    return {
      method: 'PUT',
      url: this.#urls.sign(grant, expiresInSeconds),
      headers: toSignedHeaders(grant),
    };
  }

  /** Keys of objects that were written longer ago than this. */
  listOlder(prefix: string, ageMs: number): string[] {
    // eslint-disable-next-line no-restricted-syntax -- SQLite dates what it writes
    return this.#index.listOlder(prefix, this.#clock.nowMs() - ageMs);
  }

  /** Deletes the files that killed processes left, and uploads in parts that nobody completed. */
  async removeAbandoned(): Promise<void> {
    await this.multipart.removeAbandoned();
    await this.#writer.removeAbandoned(
      () => new Set([...this.#index.listFileNames(), ...this.#parts.listFileNames()]),
      this.#clock.nowMs(),
    );
  }

  async #write(body: ByteStream): Promise<IndexEntry> {
    const { sha256, sizeBytes, name } = await this.#writer.write(body);
    return { etag: sha256, sizeBytes, body: null, files: [{ name, sizeBytes }] };
  }

  async #commit(key: string, entry: IndexEntry, options: PutOptions): Promise<string> {
    const before = await this.#writer.keepIf(entry.files, () =>
      this.#index.put(key, entry, options),
    );
    if (before === 'lost') {
      await this.#writer.remove(entry.files);
      throw new PreconditionFailedError(key);
    }
    if (before) await this.#writer.remove(before.files);
    return entry.etag;
  }
}

function toInlineEntry(body: Uint8Array): IndexEntry {
  return {
    etag: createHash('sha256').update(body).digest('hex'),
    sizeBytes: body.length,
    body,
    files: [],
  };
}

/** Ends one byte past the limit: enough to see that there is too much. */
async function* limit(body: ByteStream, sizeBytes: number): ByteStream {
  let seen = 0;
  for await (const chunk of body) {
    seen += chunk.length;
    yield chunk;
    if (seen > sizeBytes) return;
  }
}

function createUsedError(cause?: unknown): MaasError {
  return new MaasError(
    'PRECONDITION_FAILED',
    'The file is there already: this address was used, and takes no other. Complete the ' +
      'version with POST /models/{model}/versions/{version}/complete; for another file start a ' +
      'new version.',
    { cause },
  );
}
