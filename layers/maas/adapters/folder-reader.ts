import { createReadStream } from 'node:fs';
import { link, readFile } from 'node:fs/promises';
import path from 'node:path';
import type {
  ByteRange,
  ByteStream,
  LocalObjects,
  ObjectReader,
  StoredObject,
} from '../core/ports.ts';

/**
 * A folder's files as a store's objects: a bundle that is not stored yet is laid out by it as predict lays out those
 * that are. Keys are paths inside it.
 */
export class FolderReader implements ObjectReader {
  readonly #folder: string;
  readonly local: LocalObjects = {
    adopt: () => Promise.resolve(false),
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

  stream(key: string, range?: ByteRange): Promise<ByteStream> {
    const bounds = range ? { start: range.start, end: range.start + range.lengthBytes - 1 } : {};
    return Promise.resolve(createReadStream(this.#toPath(key), bounds));
  }

  #toPath(key: string): string {
    return path.join(this.#folder, key);
  }
}
