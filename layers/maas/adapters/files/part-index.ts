import type { StatementSync } from 'node:sqlite';
import type { MultipartUpload, UploadedPart } from '../../core/ports/multipart-uploads.ts';
import type { IndexDatabase } from './index-database.ts';
import type { ObjectFile } from './object-files.ts';

/** A part that has come, and the file that holds it. */
export interface PartEntry extends UploadedPart, ObjectFile {}

/** A file store's uploads in parts that are under way. */
export class PartIndex {
  readonly #database: IndexDatabase;
  readonly #start: StatementSync;
  readonly #find: StatementSync;
  readonly #findOlder: StatementSync;
  readonly #remove: StatementSync;
  readonly #select: StatementSync;
  readonly #write: StatementSync;
  readonly #removeParts: StatementSync;
  readonly #names: StatementSync;

  constructor(database: IndexDatabase) {
    this.#database = database;
    this.#start = database.prepare(
      'INSERT INTO uploads (uploadId, key, startedAtMs) VALUES (?, ?, ?)',
    );
    this.#find = database.prepare('SELECT 1 FROM uploads WHERE uploadId = ? AND key = ?');
    this.#findOlder = database.prepare('SELECT uploadId, key FROM uploads WHERE startedAtMs < ?');
    this.#remove = database.prepare('DELETE FROM uploads WHERE uploadId = ? AND key = ?');
    this.#select = database.prepare(
      'SELECT partNumber, etag, sizeBytes, name FROM parts WHERE uploadId = ? ORDER BY partNumber',
    );
    this.#write = database.prepare(
      `INSERT INTO parts (uploadId, partNumber, etag, sizeBytes, name) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (uploadId, partNumber) DO UPDATE SET
          etag = excluded.etag, sizeBytes = excluded.sizeBytes, name = excluded.name`,
    );
    this.#removeParts = database.prepare('DELETE FROM parts WHERE uploadId = ?');
    this.#names = database.prepare('SELECT name FROM parts');
  }

  start({ uploadId, key }: MultipartUpload, nowMs: number): void {
    this.#database.transact(() => this.#start.run(uploadId, Buffer.from(key), nowMs));
  }

  /** In the order of their numbers; undefined when the upload is not under way. */
  list({ uploadId, key }: MultipartUpload): PartEntry[] | undefined {
    return (
      this.#find.get(uploadId, Buffer.from(key)) &&
      (this.#select.all(uploadId) as unknown as PartEntry[])
    );
  }

  /** @returns the part that it replaces; `'lost'` when the upload is not under way */
  put(
    upload: MultipartUpload,
    { partNumber, etag, sizeBytes, name }: PartEntry,
  ): PartEntry | undefined | 'lost' {
    return this.#database.transact(() => {
      const parts = this.list(upload);
      if (!parts) return 'lost';
      this.#write.run(upload.uploadId, partNumber, etag, sizeBytes, name);
      return parts.find((part) => part.partNumber === partNumber);
    });
  }

  /** Ends the upload. @returns the parts that it had */
  remove(upload: MultipartUpload): PartEntry[] {
    return this.#database.transact(() => {
      const parts = this.list(upload) ?? [];
      this.#remove.run(upload.uploadId, Buffer.from(upload.key));
      this.#removeParts.run(upload.uploadId);
      return parts;
    });
  }

  /** Uploads begun before a time. */
  listOlder(beforeMs: number): MultipartUpload[] {
    return (
      this.#findOlder.all(beforeMs) as unknown as { uploadId: string; key: Uint8Array }[]
    ).map(({ uploadId, key }) => ({ uploadId, key: Buffer.from(key).toString() }));
  }

  listFileNames(): string[] {
    return (this.#names.all() as unknown as ObjectFile[]).map(({ name }) => name);
  }
}
