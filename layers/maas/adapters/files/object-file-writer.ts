import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import type { ByteStream } from '../../core/ports/object-store.ts';
import { toDiskError } from './disk-error.ts';
import type { ObjectFile, ObjectFiles } from './object-files.ts';

/**
 * The names of its own files, as `randomUUID` makes them: whatever else lies in the folder is
 * somebody else's.
 */
const OWN_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/**
 * A file that no index entry names is what a killed process left behind, if it has not been written
 * to for so long.
 */
const ABANDONED_MS = 3_600_000;

/** Writes and removes the files of a file store. */
export class ObjectFileWriter {
  readonly #files: ObjectFiles;

  constructor(files: ObjectFiles) {
    this.#files = files;
  }

  /**
   * Writes a new file, to the disk itself: an index that survives a power cut must not name a file
   * that did not.
   * @throws MaasError OVER_CAPACITY when the disk is full
   */
  async write(body: ByteStream): Promise<ObjectFile & { readonly sha256: string }> {
    const name = randomUUID();
    const digest = createHash('sha256');
    let sizeBytes = 0;
    const handle = await open(this.#files.toPath(name), 'wx').catch((error: unknown) => {
      throw toDiskError(error);
    });
    try {
      for await (const chunk of body) {
        digest.update(chunk);
        sizeBytes += chunk.length;
        await handle.writeFile(chunk);
      }
      await handle.datasync();
    } catch (error) {
      await this.remove([{ name }]);
      throw toDiskError(error);
    } finally {
      await handle.close();
    }
    return { name, sizeBytes, sha256: digest.digest('hex') };
  }

  /** Removes the files again when what should name them fails. */
  async keepIf<T>(files: readonly Pick<ObjectFile, 'name'>[], name: () => T): Promise<T> {
    try {
      return name();
    } catch (error) {
      await this.remove(files);
      throw error;
    }
  }

  async remove(files: readonly Pick<ObjectFile, 'name'>[]): Promise<void> {
    for (const { name } of files) await rm(this.#files.toPath(name), { force: true });
  }

  /**
   * @param listKnown asked after the folder is listed, so that a file which comes meanwhile is
   *   known or not seen
   */
  async removeAbandoned(listKnown: () => ReadonlySet<string>, nowMs: number): Promise<void> {
    const names = (await readdir(this.#files.directory)).filter((name) => OWN_NAME.test(name));
    const known = listKnown();
    for (const name of names) {
      const { mtimeMs } = await stat(this.#files.toPath(name)).catch(() => ({ mtimeMs: Infinity }));
      // eslint-disable-next-line no-restricted-syntax -- the file system dates what it writes
      if (!known.has(name) && mtimeMs < nowMs - ABANDONED_MS) await this.remove([{ name }]);
    }
  }
}
