import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { ListOptions, ObjectPage, PutOptions } from '../core/ports.ts';

/** Where an object's bytes are, and what they are. */
export interface IndexEntry {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The bytes themselves, of a small object. */
  readonly body: Uint8Array | null;
  /** Name of the file that holds them, of a large one. */
  readonly file: string | null;
}

/** Longest wait for another process's write, each of which takes less than a millisecond. */
const BUSY_TIMEOUT_MS = 30_000;
const PAGE_SIZE = 1000;

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS objects (key BLOB NOT NULL UNIQUE, sha256 TEXT NOT NULL, sizeBytes INTEGER NOT NULL, body BLOB, file TEXT);`;

/**
 * The keys of a file store, in SQLite: compare-and-swap that holds across processes, and that a process killed half-way cannot leave undone.
 * Keys are bytes here, so that they sort as S3's do and any of them is as good as another.
 */
export class ObjectIndex {
  readonly #database: DatabaseSync;
  readonly #select: StatementSync;
  readonly #write: StatementSync;
  readonly #remove: StatementSync;
  readonly #next: StatementSync;
  readonly #files: StatementSync;

  constructor(path: string) {
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    database.exec(SCHEMA);
    this.#database = database;
    this.#select = database.prepare('SELECT sha256, sizeBytes, body, file FROM objects WHERE key = ?');
    this.#write = database.prepare(
      `INSERT INTO objects (key, sha256, sizeBytes, body, file) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET sha256 = excluded.sha256, sizeBytes = excluded.sizeBytes, body = excluded.body, file = excluded.file`,
    );
    this.#remove = database.prepare('DELETE FROM objects WHERE key = ? RETURNING sha256, sizeBytes, body, file');
    this.#next = database.prepare('SELECT key FROM objects WHERE key >= ? AND key < ? ORDER BY key LIMIT ?');
    this.#files = database.prepare('SELECT file FROM objects WHERE file IS NOT NULL');
  }

  find(key: string): IndexEntry | undefined {
    return this.#select.get(Buffer.from(key)) as IndexEntry | undefined;
  }

  /** @returns what was there before; `'lost'` when a condition does not hold, and then nothing has changed */
  put(key: string, { sha256, sizeBytes, body, file }: IndexEntry, { ifAbsent, ifMatch }: PutOptions): IndexEntry | undefined | 'lost' {
    return this.#transact(() => {
      const before = this.find(key);
      if (ifAbsent && before) return 'lost';
      if (ifMatch !== undefined && before?.sha256 !== ifMatch) return 'lost';
      this.#write.run(Buffer.from(key), sha256, sizeBytes, body, file);
      return before;
    });
  }

  /** @returns what was there */
  remove(key: string): IndexEntry | undefined {
    return this.#remove.get(Buffer.from(key)) as IndexEntry | undefined;
  }

  list(prefix: string, { startAfter, limit = PAGE_SIZE, delimiter }: ListOptions): ObjectPage {
    const end = toEnd(Buffer.from(prefix));
    const after = startAfter === undefined ? undefined : Buffer.from(startAfter);
    const most = Math.min(limit, PAGE_SIZE);
    const found: Buffer[] = [];
    for (let start = toStart(Buffer.from(prefix), after); found.length <= most; ) {
      const keys = this.#next.all(start, end, delimiter ? 1 : most + 1) as unknown as { key: Uint8Array }[];
      const entries = keys.map(({ key }) => toEntry(Buffer.from(key), Buffer.byteLength(prefix), delimiter));
      found.push(...entries.filter((entry) => !after || Buffer.compare(entry, after) > 0));
      const last = entries.at(-1);
      if (!delimiter || !last) break;
      start = last.at(-1) === delimiter.charCodeAt(0) ? toEnd(last) : Buffer.concat([last, Buffer.of(0)]); // past all that begin like it
    }
    return { keys: found.slice(0, most).map(String), isTruncated: found.length > most };
  }

  listFiles(): string[] {
    return (this.#files.all() as unknown as { file: string }[]).map(({ file }) => file);
  }

  close(): void {
    this.#database.close();
  }

  /** Other processes wait until it is done. */
  #transact<T>(change: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function toStart(prefix: Buffer, after: Buffer | undefined): Buffer {
  return after && Buffer.compare(after, prefix) >= 0 ? Buffer.concat([after, Buffer.of(0)]) : prefix;
}

/** The first bytes past all that begin with these; UTF-8 has no 0xff. */
function toEnd(prefix: Buffer): Buffer {
  const last = prefix.at(-1);
  return last === undefined ? Buffer.of(0xff) : Buffer.concat([prefix.subarray(0, -1), Buffer.of(last + 1)]);
}

/** The key, or its beginning up to the first delimiter after the prefix. */
function toEntry(key: Buffer, prefixBytes: number, delimiter: string | undefined): Buffer {
  const at = delimiter ? key.indexOf(delimiter, prefixBytes) : -1;
  return at < 0 ? key : key.subarray(0, at + 1);
}
