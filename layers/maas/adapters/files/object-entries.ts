import type { StatementSync } from 'node:sqlite';
import type { IndexDatabase } from './index-database.ts';
import type { ObjectFile } from './object-files.ts';

/** The place of an object's bytes, and what they are. */
export interface IndexEntry {
  /**
   * Their SHA-256; of an object made of parts one over those of the parts, with their number:
   * `<hexadecimal>-<number>`.
   */
  readonly etag: string;
  readonly sizeBytes: number;
  /** The bytes themselves, of a small object. */
  readonly body: Uint8Array | null;
  /** The files that hold them, one after the other, of a large one. */
  readonly files: readonly ObjectFile[];
}

/** An entry as the index's table has it. */
export type EntryRow = Omit<IndexEntry, 'files'> & { readonly files: string };

/** What a file store has under each key, for those who only read: `ObjectIndex` changes it. */
export class ObjectEntries {
  readonly #select: StatementSync;

  constructor(database: IndexDatabase) {
    this.#select = database.prepare(
      'SELECT etag, sizeBytes, body, files FROM objects WHERE key = ?',
    );
  }

  find(key: string): IndexEntry | undefined {
    return toIndexEntry(this.#select.get(Buffer.from(key)) as EntryRow | undefined);
  }
}

export function toIndexEntry(row: EntryRow | undefined): IndexEntry | undefined {
  return row && { ...row, files: parseFiles(row.files) };
}

export function parseFiles(json: string): ObjectFile[] {
  return JSON.parse(json) as ObjectFile[];
}
