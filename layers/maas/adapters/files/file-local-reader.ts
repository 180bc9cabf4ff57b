import type { LocalReader } from '../../core/ports/object-store.ts';
import { checkKey } from '../object-key.ts';
import { linkFile } from './link-file.ts';
import type { ObjectEntries } from './object-entries.ts';
import type { ObjectFiles } from './object-files.ts';

/** Objects that are files under a second name: the same bytes on the disk. */
export class FileLocalReader implements LocalReader {
  readonly #entries: ObjectEntries;
  readonly #files: ObjectFiles;

  constructor(entries: ObjectEntries, files: ObjectFiles) {
    this.#entries = entries;
    this.#files = files;
  }

  /** Links the object's file, where it has one by itself: not in the index, nor in parts. */
  async expose(key: string, path: string, sha256: string): Promise<boolean> {
    const entry = this.#entries.find(checkKey(key));
    const [file, ...others] = entry?.files ?? [];
    if (entry?.etag !== sha256 || !file || others.length > 0) return false;
    return linkFile(this.#files.toPath(file.name), path);
  }
}
