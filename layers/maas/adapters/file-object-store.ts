import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { MaasError, PreconditionFailedError } from '../core/errors.ts';
import type { ByteRange, ByteStream, Clock, ListOptions, ObjectHead, ObjectPage, ObjectStore, PresignedPut, PresignOptions, PutOptions, StoredObject } from '../core/ports.ts';
import { checkKey } from './object-key.ts';
import { ObjectIndex, type IndexEntry } from './object-index.ts';
import type { UploadUrls } from './upload-url.ts';

/** Objects up to this size stand in the index itself: a record is read and written in one step. */
const INLINE_BYTES = 64 * 1024;
/** A file that no index entry names is what a killed process left behind, if it has not been written to for so long. */
const ABANDONED_MS = 3_600_000;

/**
 * Objects in one folder: `index.sqlite`, and a file of its own under `files/` for each large one. No file is ever changed or named after a key,
 * so no key leads out of the folder. Any number of processes may share it; one that is killed leaves at most a file that `removeAbandoned` finds.
 */
export class FileObjectStore implements ObjectStore {
  readonly #files: string;
  readonly #index: ObjectIndex;
  readonly #urls: UploadUrls;
  readonly #clock: Clock;

  constructor(directory: string, urls: UploadUrls, clock: Clock) {
    this.#files = path.join(directory, 'files');
    mkdirSync(this.#files, { recursive: true });
    this.#index = new ObjectIndex(path.join(directory, 'index.sqlite'));
    this.#urls = urls;
    this.#clock = clock;
  }

  async get(key: string, { ifNoneMatch }: { ifNoneMatch?: string } = {}): Promise<StoredObject | 'unchanged' | undefined> {
    return this.#read(key, async (entry) => {
      if (entry.sha256 === ifNoneMatch) return 'unchanged';
      return { bytes: entry.body ?? (await readFile(this.#toPath(entry))), etag: entry.sha256 };
    });
  }

  async stream(key: string, range?: ByteRange): Promise<ByteStream | undefined> {
    return this.#read(key, async (entry) => {
      const { start, end } = toOffsets(entry.sizeBytes, range);
      if (entry.body) return yieldOnce(entry.body.subarray(start, end));
      const handle = await open(this.#toPath(entry)); // whoever replaces the object now removes a name, not these bytes
      return readAndClose(handle, start, end);
    });
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    return this.#read(key, ({ sizeBytes, sha256 }) => ({ sizeBytes, etag: sha256, sha256 }));
  }

  async put(key: string, body: Uint8Array | ByteStream, options: PutOptions = {}): Promise<string> {
    checkKey(key);
    const entry = body instanceof Uint8Array && body.length <= INLINE_BYTES ? toInlineEntry(body) : await this.#spool(body instanceof Uint8Array ? yieldOnce(body) : body);
    return this.#commit(key, entry, options);
  }

  /**
   * The other end of `presignPut`: takes the body that came to a signed address. Nothing is kept unless all of it is as signed.
   * @param url as it was requested: path and query
   * @throws MaasError FORBIDDEN for a wrong or expired signature, INVALID_REQUEST for another size or SHA-256; PreconditionFailedError when it was used before
   */
  async acceptUpload(url: string, body: ByteStream): Promise<string> {
    const { key, sizeBytes, sha256 } = this.#urls.verify(url);
    if (this.#index.find(key)) throw new PreconditionFailedError(key);
    const entry = await this.#spool(limit(body, sizeBytes));
    if (entry.sizeBytes === sizeBytes && entry.sha256 === sha256) return this.#commit(key, entry, { ifAbsent: true });
    await this.#discard(entry);
    throw new MaasError('INVALID_REQUEST', `This address takes ${sizeBytes} bytes with the SHA-256 ${sha256}; got ${entry.sizeBytes} with ${entry.sha256}.`);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once
  async list(prefix: string, options: ListOptions = {}): Promise<ObjectPage> {
    return this.#index.list(prefix, options);
  }

  async delete(key: string): Promise<void> {
    const entry = this.#index.remove(checkKey(key));
    if (entry) await this.#discard(entry);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- nobody has to be asked
  async presignPut(key: string, options: PresignOptions): Promise<PresignedPut> {
    return { method: 'PUT', url: this.#urls.sign(checkKey(key), options), headers: { 'content-length': String(options.sizeBytes) } };
  }

  /** Deletes the files that killed processes left. */
  async removeAbandoned(): Promise<void> {
    const names = await readdir(this.#files);
    const known = new Set(this.#index.listFiles());
    for (const name of names) {
      const file = path.join(this.#files, name);
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
      if (!known.has(name) && mtimeMs < this.#clock.nowMs() - ABANDONED_MS) await rm(file, { force: true });
    }
  }

  close(): void {
    this.#index.close();
  }

  /** An object replaced between the look at the index and the opening of its file is looked up again. */
  async #read<T>(key: string, read: (entry: IndexEntry) => T | Promise<T>): Promise<T | undefined> {
    checkKey(key);
    for (;;) {
      const entry = this.#index.find(key);
      if (!entry) return undefined;
      try {
        return await read(entry);
      } catch (error) {
        if (!isAbsent(error) || this.#index.find(key)?.file === entry.file) throw error;
      }
    }
  }

  /** Writes a new file, to the disk itself: an index that survives a power cut must not name a file that did not. */
  async #spool(body: ByteStream): Promise<IndexEntry> {
    const file = randomUUID();
    const digest = createHash('sha256');
    let sizeBytes = 0;
    const handle = await open(path.join(this.#files, file), 'wx');
    try {
      for await (const chunk of body) {
        digest.update(chunk);
        sizeBytes += chunk.length;
        await handle.writeFile(chunk);
      }
      await handle.datasync();
    } catch (error) {
      await this.#discard({ file });
      throw error;
    } finally {
      await handle.close();
    }
    return { sha256: digest.digest('hex'), sizeBytes, body: null, file };
  }

  async #commit(key: string, entry: IndexEntry, options: PutOptions): Promise<string> {
    const before = this.#index.put(key, entry, options);
    if (before === 'lost') {
      await this.#discard(entry);
      throw new PreconditionFailedError(key);
    }
    if (before) await this.#discard(before);
    return entry.sha256;
  }

  async #discard({ file }: Pick<IndexEntry, 'file'>): Promise<void> {
    if (file !== null) await rm(path.join(this.#files, file), { force: true });
  }

  #toPath({ file }: IndexEntry): string {
    return path.join(this.#files, file ?? '');
  }
}

function toInlineEntry(body: Uint8Array): IndexEntry {
  return { sha256: createHash('sha256').update(body).digest('hex'), sizeBytes: body.length, body, file: null };
}

/** @throws RangeError when the object has no such byte */
function toOffsets(sizeBytes: number, range: ByteRange | undefined): { start: number; end: number } {
  if (!range) return { start: 0, end: sizeBytes };
  const { start, lengthBytes } = range;
  if (start >= 0 && lengthBytes >= 1 && start < sizeBytes) return { start, end: Math.min(start + lengthBytes, sizeBytes) };
  throw new RangeError(`The object has ${sizeBytes} bytes; asked for ${lengthBytes} from ${start}.`);
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of what is there already
async function* yieldOnce(bytes: Uint8Array): ByteStream {
  if (bytes.length > 0) yield bytes;
}

async function* readAndClose(handle: FileHandle, start: number, end: number): ByteStream {
  if (end > start) yield* handle.createReadStream({ start, end: end - 1, highWaterMark: 1024 * 1024 }) as ByteStream;
  else await handle.close();
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

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
