import type { StatementSync } from 'node:sqlite';
import type { ListOptions, ObjectPage, PutOptions } from '../../core/ports/object-store.ts';
import type { IndexDatabase } from './index-database.ts';
import {
  parseFiles,
  toIndexEntry,
  type EntryRow,
  type IndexEntry,
  type ObjectEntries,
} from './object-entries.ts';

const PAGE_SIZE = 1000;

/** The keys of a file store: what is under each is changed here, and found by `ObjectEntries`. */
export class ObjectIndex {
  readonly #database: IndexDatabase;
  readonly #entries: ObjectEntries;
  readonly #write: StatementSync;
  readonly #remove: StatementSync;
  readonly #next: StatementSync;
  readonly #files: StatementSync;
  readonly #older: StatementSync;

  constructor(database: IndexDatabase, entries: ObjectEntries) {
    this.#database = database;
    this.#entries = entries;
    this.#write = database.prepare(
      `INSERT INTO objects (key, etag, sizeBytes, body, files, writtenAtMs)
        VALUES (?, ?, ?, ?, ?, unixepoch('subsec') * 1000)
       ON CONFLICT (key) DO UPDATE SET etag = excluded.etag, sizeBytes = excluded.sizeBytes,
          body = excluded.body, files = excluded.files, writtenAtMs = excluded.writtenAtMs`,
    );
    this.#remove = database.prepare(
      'DELETE FROM objects WHERE key = ? RETURNING etag, sizeBytes, body, files',
    );
    this.#next = database.prepare(
      'SELECT key FROM objects WHERE key >= ? AND key < ? ORDER BY key LIMIT ?',
    );
    this.#older = database.prepare(
      'SELECT key FROM objects WHERE key >= ? AND key < ? AND writtenAtMs < ? ORDER BY key',
    );
    this.#files = database.prepare("SELECT files FROM objects WHERE files <> '[]'");
  }

  /**
   * @returns what was there before; `'lost'` when a condition does not hold, and then nothing has
   *   changed
   */
  put(
    key: string,
    { etag, sizeBytes, body, files }: IndexEntry,
    { ifAbsent, ifMatch }: PutOptions,
  ): IndexEntry | undefined | 'lost' {
    return this.#database.transact(() => {
      const before = this.#entries.find(key);
      if (ifAbsent && before) return 'lost';
      if (ifMatch !== undefined && before?.etag !== ifMatch) return 'lost';
      this.#write.run(Buffer.from(key), etag, sizeBytes, body, JSON.stringify(files));
      return before;
    });
  }

  /** @returns what was there */
  remove(key: string): IndexEntry | undefined {
    return this.#database.transact(() =>
      toIndexEntry(this.#remove.get(Buffer.from(key)) as EntryRow | undefined),
    );
  }

  list(prefix: string, { startAfter, limit = PAGE_SIZE, delimiter }: ListOptions): ObjectPage {
    const end = toEnd(Buffer.from(prefix));
    const after = startAfter === undefined ? undefined : Buffer.from(startAfter);
    const most = Math.min(limit, PAGE_SIZE);
    const found: Buffer[] = [];
    for (let start = toStart(Buffer.from(prefix), after); found.length <= most;) {
      const keys = this.#next.all(start, end, delimiter ? 1 : most + 1) as unknown as {
        key: Uint8Array;
      }[];
      const entries = keys.map(({ key }) =>
        toEntry(Buffer.from(key), Buffer.byteLength(prefix), delimiter),
      );
      found.push(...entries.filter((entry) => !after || Buffer.compare(entry, after) > 0));
      const last = entries.at(-1);
      if (!delimiter || !last) break;
      start =
        // Past all that begin like it.
        last.at(-1) === delimiter.charCodeAt(0) ? toEnd(last) : Buffer.concat([last, Buffer.of(0)]);
    }
    return { keys: found.slice(0, most).map(String), isTruncated: found.length > most };
  }

  listOlder(prefix: string, beforeMs: number): string[] {
    const rows = this.#older.all(
      Buffer.from(prefix),
      toEnd(Buffer.from(prefix)),
      beforeMs,
    ) as unknown as { key: Uint8Array }[];
    return rows.map(({ key }) => String(Buffer.from(key)));
  }

  listFileNames(): string[] {
    return (this.#files.all() as unknown as EntryRow[]).flatMap(({ files }) =>
      parseFiles(files).map(({ name }) => name),
    );
  }
}

function toStart(prefix: Buffer, after: Buffer | undefined): Buffer {
  return after && Buffer.compare(after, prefix) >= 0
    ? Buffer.concat([after, Buffer.of(0)])
    : prefix;
}

/** The first bytes past all that begin with these; UTF-8 has no 0xff. */
function toEnd(prefix: Buffer): Buffer {
  const last = prefix.at(-1);
  return last === undefined
    ? Buffer.of(0xff)
    : Buffer.concat([prefix.subarray(0, -1), Buffer.of(last + 1)]);
}

/** The key, or its beginning up to the first delimiter after the prefix. */
function toEntry(key: Buffer, prefixBytes: number, delimiter: string | undefined): Buffer {
  const at = delimiter ? key.indexOf(delimiter, prefixBytes) : -1;
  return at < 0 ? key : key.subarray(0, at + 1);
}
