import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { CaptureObjects } from '../../core/capture/captured-lines.ts';
import type { ListOptions, ObjectPage } from '../../core/ports/object-store.ts';

/** Captures of one machine: plain files, whose paths inside the folder are the bucket's keys. */
export class FolderCaptures implements CaptureObjects {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async list(
    prefix: string,
    { startAfter = '', limit = Infinity, delimiter }: ListOptions = {},
  ): Promise<ObjectPage> {
    const names = await readdir(path.join(this.#directory, prefix), {
      withFileTypes: true,
      recursive: delimiter === undefined,
    }).catch(toNone);
    const keys = names
      .filter((entry) => (delimiter === undefined ? entry.isFile() : entry.isDirectory()))
      .map((entry) => this.#toKey(path.join(entry.parentPath, entry.name)) + (delimiter ?? ''))
      .filter((key) => key > startAfter)
      .sort();
    return { keys: keys.slice(0, limit), isTruncated: keys.length > limit };
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return readFile(this.#toPath(key)).catch(toUndefined);
  }

  /** And the folders that are empty without it. */
  async delete(key: string): Promise<void> {
    const file = this.#toPath(key);
    await rm(file, { force: true });
    for (let folder = path.dirname(file); folder !== path.resolve(this.#directory);) {
      if (!(await isRemoved(folder))) return;
      folder = path.dirname(folder);
    }
  }

  #toPath(key: string): string {
    return path.join(path.resolve(this.#directory), key);
  }

  #toKey(file: string): string {
    return path.relative(this.#directory, file).split(path.sep).join('/');
  }
}

async function isRemoved(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    () => false, // something else is in it, or came into it meanwhile
  );
}

function toUndefined(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function toNone(error: unknown): never[] {
  toUndefined(error);
  return [];
}
