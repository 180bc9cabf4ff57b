import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { toDiskError } from './disk-error.ts';

/** Longest wait for another process's write, each of which takes less than a millisecond. */
const BUSY_TIMEOUT_MS = 30_000;

/**
 * Keys are bytes here, so that they sort as S3's do and any of them is as good as another. `files`
 * is JSON: `[{"name", "sizeBytes"}]`.
 */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS objects (
    key BLOB NOT NULL UNIQUE, etag TEXT NOT NULL, sizeBytes INTEGER NOT NULL, body BLOB,
    files TEXT NOT NULL, writtenAtMs INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS uploads (
    uploadId TEXT NOT NULL UNIQUE, key BLOB NOT NULL, startedAtMs INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS parts (
    uploadId TEXT NOT NULL, partNumber INTEGER NOT NULL, etag TEXT NOT NULL,
    sizeBytes INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (uploadId, partNumber));`;

/**
 * A file store's index of its files, in SQLite: changes that hold across processes, and that a
 * process killed half-way cannot leave undone.
 */
export class IndexDatabase {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    this.#database.exec(SCHEMA);
    // Asked without a lock first: opening must not wait for somebody's write.
    if (!this.#hasTimes()) {
      this.transact(() => {
        this.#addTimes();
      });
    }
  }

  /** False of an index that was made before objects had a time. */
  #hasTimes(): boolean {
    return this.#database
      .prepare('PRAGMA table_info(objects)')
      .all()
      .some(({ name }) => name === 'writtenAtMs');
  }

  #addTimes(): void {
    if (!this.#hasTimes()) {
      this.#database.exec('ALTER TABLE objects ADD COLUMN writtenAtMs INTEGER NOT NULL DEFAULT 0');
    }
  }

  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /**
   * All of it or nothing; other processes wait until it is done. A change inside a change belongs
   * to it.
   * @throws MaasError OVER_CAPACITY when the disk is full
   */
  transact<T>(change: () => T): T {
    if (this.#database.isTransaction) return change();
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const result = change();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw toDiskError(error);
    }
  }

  /** Rolls back, unless SQLite has done so because the disk is full. */
  #rollBack(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#database.close();
  }
}
