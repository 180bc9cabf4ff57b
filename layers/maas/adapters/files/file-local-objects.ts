import { randomUUID } from 'node:crypto';
import { link, open, stat } from 'node:fs/promises';
import type { LocalObjects } from '../../core/ports/object-store.ts';
import type { IndexEntry } from './object-index.ts';
import type { ObjectFiles } from './object-files.ts';
import { checkKey } from '../object-key.ts';

export interface FileLocalDeps {
  readonly files: ObjectFiles;
  readonly find: (key: string) => IndexEntry | undefined;
  readonly commit: (key: string, entry: IndexEntry) => Promise<unknown>;
}

/** Objects and files that are the same bytes on the disk, under two names. */
export class FileLocalObjects implements LocalObjects {
  readonly #deps: FileLocalDeps;

  constructor(deps: FileLocalDeps) {
    this.#deps = deps;
  }

  async adopt(key: string, path: string, sha256: string): Promise<boolean> {
    const name = randomUUID();
    if (!(await tryLink(path, this.#deps.files.toPath(name)))) return false;
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

  /** Links the object's file, where it has one by itself: not in the index, nor in parts. */
  async expose(key: string, path: string, sha256: string): Promise<boolean> {
    const entry = this.#deps.find(checkKey(key));
    const [file, ...others] = entry?.files ?? [];
    if (entry?.etag !== sha256 || !file || others.length > 0) return false;
    return tryLink(this.#deps.files.toPath(file.name), path);
  }
}

/**
 * @returns false where there can be no such link: on another disk, on one that has none, of what is
 *   just replaced
 */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (
      ['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK', 'ENOENT'].includes(
        String((error as NodeJS.ErrnoException).code),
      )
    ) {
      return false;
    }
    throw error;
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
