import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ObjectTooLargeError, PreconditionFailedError } from '../../layers/maas/core/errors.ts';
import type {
  ByteRange,
  ByteStream,
  GetOptions,
  ListOptions,
  ObjectHead,
  ObjectPage,
  ObjectStore,
  PresignOptions,
  PutOptions,
  StoredObject,
} from '../../layers/maas/core/ports/object-store.ts';
import type { PresignedPut } from '../../layers/maas/core/ports/presigned-put.ts';
import { MemoryMultipartUploads } from './memory-multipart-uploads.ts';
import { readStreamInto } from '../../layers/maas/adapters/read-stream-into.ts';

/**
 * An object store in memory that keeps the port's contract. Every call gives way to the others
 * before it works, so that tests of races are races; `before` lets a test step in between.
 */
export class MemoryObjectStore implements ObjectStore {
  readonly objects = new Map<string, Uint8Array>();
  readonly multipart = new MemoryMultipartUploads(this.objects);
  /** Keys in the order in which they were read. */
  readonly reads: string[] = [];
  /** Called before each operation, as `put models/m/model.json`. */
  before: (operation: string, key: string) => void | Promise<void> = () => undefined;

  async get(
    key: string,
    { ifNoneMatch, mostBytes = Infinity }: GetOptions = {},
  ): Promise<StoredObject | 'unchanged' | undefined> {
    this.reads.push(key);
    await this.#begin('get', key);
    const bytes = this.objects.get(key);
    if (!bytes) return undefined;
    if (bytes.length > mostBytes) {
      throw new ObjectTooLargeError(key, { sizeBytes: bytes.length, etag: toEtag(bytes) });
    }
    return toEtag(bytes) === ifNoneMatch ? 'unchanged' : { bytes, etag: toEtag(bytes) };
  }

  async readInto(key: string, start: number, target: Uint8Array): Promise<number | undefined> {
    const stream = await this.stream(key, { start, lengthBytes: target.length });
    return readStreamInto(stream, target);
  }

  async stream(key: string, range?: ByteRange): Promise<ByteStream | undefined> {
    await this.#begin('stream', key);
    const bytes = this.objects.get(key);
    return (
      bytes &&
      yieldOnce(range ? bytes.subarray(range.start, range.start + range.lengthBytes) : bytes)
    );
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    await this.#begin('head', key);
    const bytes = this.objects.get(key);
    return (
      bytes && {
        sizeBytes: bytes.length,
        etag: toEtag(bytes),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }
    );
  }

  async put(
    key: string,
    body: Uint8Array | ByteStream,
    { ifAbsent, ifMatch }: PutOptions = {},
  ): Promise<string> {
    const bytes = body instanceof Uint8Array ? Uint8Array.from(body) : await collect(body);
    await this.#begin('put', key);
    const known = this.objects.get(key);
    if (ifAbsent && known) throw new PreconditionFailedError(key);
    if (ifMatch !== undefined && (!known || toEtag(known) !== ifMatch)) {
      throw new PreconditionFailedError(key);
    }
    this.objects.set(key, bytes);
    return toEtag(bytes);
  }

  /**
   * As S3 does it where a key is behind `startAfter` and its folder is not: the folder comes again.
   */
  async list(
    prefix: string,
    { startAfter = '', limit = 1000, delimiter }: ListOptions = {},
  ): Promise<ObjectPage> {
    await this.#begin('list', prefix);
    const keys = [...this.objects.keys()].filter(
      (key) => key.startsWith(prefix) && compare(key, startAfter) > 0,
    );
    const shown = [
      ...new Set(keys.map((key) => (delimiter ? toBeginning(key, prefix, delimiter) : key))),
    ].sort(compare);
    return { keys: shown.slice(0, limit), isTruncated: shown.length > limit };
  }

  async delete(key: string): Promise<void> {
    await this.#begin('delete', key);
    this.objects.delete(key);
  }

  presignPut(key: string, { sizeBytes }: PresignOptions): Promise<PresignedPut> {
    return Promise.resolve({
      method: 'PUT',
      url: `memory:${key}`,
      headers: { 'content-length': String(sizeBytes) },
    });
  }

  async #begin(operation: string, key: string): Promise<void> {
    await new Promise(setImmediate);
    await this.before(operation, key);
  }
}

function toEtag(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** In the order of UTF-8 bytes. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function toBeginning(key: string, prefix: string, delimiter: string): string {
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? key : key.slice(0, end + 1);
}

async function* yieldOnce(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function collect(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
