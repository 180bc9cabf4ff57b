import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { PreconditionFailedError } from '../../layers/maas/core/errors.ts';
import type { ByteRange, ByteStream, ListOptions, ObjectHead, ObjectPage, ObjectStore, PresignedPut, PresignOptions, PutOptions, StoredObject } from '../../layers/maas/core/ports.ts';

/** An ObjectStore of nothing but a map, for tests of what stands on one. */
export class MemoryObjectStore implements ObjectStore {
  readonly objects = new Map<string, Uint8Array>();
  /** Keys in the order in which they were read. */
  readonly reads: string[] = [];

  async get(key: string, { ifNoneMatch }: { ifNoneMatch?: string } = {}): Promise<StoredObject | 'unchanged' | undefined> {
    this.reads.push(key);
    const bytes = this.objects.get(key);
    if (!bytes) return undefined;
    return ifNoneMatch === toEtag(bytes) ? 'unchanged' : { bytes, etag: toEtag(bytes) };
  }

  async stream(key: string, range?: ByteRange): Promise<ByteStream | undefined> {
    const bytes = this.objects.get(key);
    if (!bytes) return undefined;
    return toStream(range ? bytes.subarray(range.start, range.start + range.lengthBytes) : bytes);
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    const bytes = this.objects.get(key);
    return bytes && { sizeBytes: bytes.length, etag: toEtag(bytes), sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  async put(key: string, body: Uint8Array | ByteStream, { ifAbsent, ifMatch }: PutOptions = {}): Promise<string> {
    const bytes = body instanceof Uint8Array ? body : await collect(body);
    const known = this.objects.get(key);
    if (ifAbsent && known) throw new PreconditionFailedError(key);
    if (ifMatch !== undefined && (!known || toEtag(known) !== ifMatch)) throw new PreconditionFailedError(key);
    this.objects.set(key, bytes);
    return toEtag(bytes);
  }

  async list(prefix: string, { startAfter = '', limit = 1000, delimiter }: ListOptions = {}): Promise<ObjectPage> {
    const found = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => (delimiter ? toBeginning(key, prefix, delimiter) : key));
    const keys = [...new Set(found)].filter((key) => key > startAfter).sort();
    return { keys: keys.slice(0, limit), isTruncated: keys.length > limit };
  }

  async delete(key: string): Promise<void> {
    this.objects.delete(key);
  }

  async presignPut(key: string, _options: PresignOptions): Promise<PresignedPut> {
    return { method: 'PUT', url: `memory:${key}`, headers: {} };
  }
}

async function* toStream(bytes: Uint8Array): ByteStream {
  yield bytes;
}

async function collect(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function toEtag(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

function toBeginning(key: string, prefix: string, delimiter: string): string {
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? key : key.slice(0, end + 1);
}
