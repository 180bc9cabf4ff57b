import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { LocalObjects } from '../../core/ports/object-store.ts';
import { checkKey } from '../object-key.ts';
import { FileLocalReader } from './file-local-reader.ts';
import { linkFile } from './link-file.ts';
import type { IndexEntry, ObjectEntries } from './object-entries.ts';
import type { ObjectFiles } from './object-files.ts';

export interface FileLocalDeps {
  readonly entries: ObjectEntries;
  readonly files: ObjectFiles;
  readonly commit: (key: string, entry: IndexEntry) => Promise<unknown>;
}

/** Objects and files that are the same bytes on the disk, under two names. */
export class FileLocalObjects extends FileLocalReader implements LocalObjects {
  readonly #deps: FileLocalDeps;

  constructor(deps: FileLocalDeps) {
    super(deps.entries, deps.files);
    this.#deps = deps;
  }

  async adopt(key: string, path: string, sha256: string): Promise<boolean> {
    const name = randomUUID();
    if (!(await linkFile(path, this.#deps.files.toPath(name)))) return false;
    await sync(path);
    const { size: sizeBytes } = await stat(path);
    await this.#deps.commit(checkKey(key), {
      etag: sha256,
      sizeBytes,
      body: null,
      files: [{ name, sizeBytes }],
    });
    return true;
  }
}

/** As with all that the index names: it must survive a power cut. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
