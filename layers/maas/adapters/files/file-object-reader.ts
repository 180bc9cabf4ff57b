import path from 'node:path';
import { ObjectTooLargeError } from '../../core/errors.ts';
import type {
  ByteRange,
  ByteStream,
  GetOptions,
  LocalReader,
  ObjectReader,
  StoredObject,
} from '../../core/ports/object-store.ts';
import { checkKey } from '../object-key.ts';
import { readStreamInto } from '../read-stream-into.ts';
import { FileLocalReader } from './file-local-reader.ts';
import { IndexDatabase } from './index-database.ts';
import { ObjectEntries, type IndexEntry } from './object-entries.ts';
import { ObjectFiles } from './object-files.ts';
import { yieldOnce } from './yield-once.ts';

/**
 * Reads the objects of one folder: `objects.sqlite`, and a file of its own under `files/` for each
 * large one, or for each part of it. Whoever opens the folder first makes both, a reader too.
 */
export class FileObjectReader implements ObjectReader {
  readonly local: LocalReader;
  protected readonly database: IndexDatabase;
  protected readonly entries: ObjectEntries;
  protected readonly files: ObjectFiles;

  constructor(directory: string) {
    this.files = new ObjectFiles(path.join(directory, 'files'));
    this.database = new IndexDatabase(path.join(directory, 'objects.sqlite'));
    this.entries = new ObjectEntries(this.database);
    this.local = new FileLocalReader(this.entries, this.files);
  }

  async get(
    key: string,
    { ifNoneMatch, mostBytes = Infinity }: GetOptions = {},
  ): Promise<StoredObject | 'unchanged' | undefined> {
    return this.#read(key, async (entry) => {
      if (entry.etag === ifNoneMatch) return 'unchanged';
      if (entry.sizeBytes > mostBytes) throw new ObjectTooLargeError(key, entry);
      return {
        bytes:
          entry.body ?? (await collect(await this.files.read(entry.files, 0, entry.sizeBytes))),
        etag: entry.etag,
      };
    });
  }

  async readInto(key: string, start: number, target: Uint8Array): Promise<number | undefined> {
    const stream = await this.stream(key, { start, lengthBytes: target.length });
    return readStreamInto(stream, target);
  }

  async stream(key: string, range?: ByteRange): Promise<ByteStream | undefined> {
    return this.#read(key, async (entry) => {
      const { start, end } = toOffsets(entry.sizeBytes, range);
      return entry.body
        ? yieldOnce(entry.body.subarray(start, end))
        : this.files.read(entry.files, start, end);
    });
  }

  close(): void {
    this.database.close();
  }

  /**
   * An object replaced between the look at the index and the opening of its file is looked up
   * again.
   */
  async #read<T>(key: string, read: (entry: IndexEntry) => Promise<T>): Promise<T | undefined> {
    checkKey(key);
    for (;;) {
      const entry = this.entries.find(key);
      if (!entry) return undefined;
      try {
        return await read(entry);
      } catch (error) {
        if (!isAbsent(error) || this.entries.find(key)?.files[0]?.name === entry.files[0]?.name) {
          throw error;
        }
      }
    }
  }
}

/** @throws RangeError when the object has no such byte */
function toOffsets(
  sizeBytes: number,
  range: ByteRange | undefined,
): { start: number; end: number } {
  if (!range) return { start: 0, end: sizeBytes };
  const { start, lengthBytes } = range;
  if (start >= 0 && lengthBytes >= 1 && start < sizeBytes) {
    return { start, end: Math.min(start + lengthBytes, sizeBytes) };
  }
  throw new RangeError(
    `The object has ${sizeBytes} bytes; asked for ${lengthBytes} from ${start}.`,
  );
}

async function collect(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
