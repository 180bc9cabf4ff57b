import { createReadStream } from 'node:fs';
import { link, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LocalReader, ObjectReader, StoredObject } from '../core/ports/object-store.ts';
import { readStreamInto } from './read-stream-into.ts';

/**
 * A folder's files as a store's objects: a bundle that is not stored yet is laid out by it as
 * predict lays out those that are. Keys are paths inside it.
 */
export class FolderReader implements ObjectReader {
  readonly #folder: string;
  readonly local: LocalReader = {
    expose: async (key, target) =>
      link(this.#toPath(key), target).then(
        () => true,
        () => false,
      ),
  };

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: string): Promise<StoredObject> {
    return { bytes: await readFile(this.#toPath(key)), etag: key };
  }

  async readInto(key: string, start: number, target: Uint8Array): Promise<number> {
    const end = start + target.length - 1;
    const stream = createReadStream(this.#toPath(key), { start, end });
    return (await readStreamInto(stream, target)) ?? 0;
  }

  #toPath(key: string): string {
    return path.join(this.#folder, key);
  }
}
