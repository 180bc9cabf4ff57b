import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ByteStream } from '../../core/ports/object-store.ts';
import { toDiskError } from './disk-error.ts';

/** A file that holds an object, or a part of one. */
export interface ObjectFile {
  readonly name: string;
  readonly sizeBytes: number;
}

/** A stretch of one file. */
interface Stretch {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The names of its own files, as `randomUUID` makes them: whatever else lies in the folder is
 * somebody else's.
 */
const OWN_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const READ_BYTES = 1024 * 1024;
/**
 * A file that no index entry names is what a killed process left behind, if it has not been written
 * to for so long.
 */
const ABANDONED_MS = 3_600_000;

/** The files of a file store: each is written once, under a name of its own, and never changed. */
export class ObjectFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  toPath(name: string): string {
    return path.join(this.#directory, name);
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
    const handle = await open(this.toPath(name), 'wx').catch((error: unknown) => {
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

  /**
   * The bytes from `start` to `end` of the files joined. All are open before the first is read:
   * whoever replaces the object takes away names, not bytes.
   * @throws Error with the code ENOENT
   */
  async read(files: readonly ObjectFile[], start: number, end: number): Promise<ByteStream> {
    const stretches = toStretches(files, start, end);
    const handles: FileHandle[] = [];
    try {
      for (const { name } of stretches) handles.push(await open(this.toPath(name)));
    } catch (error) {
      await closeAll(handles);
      throw error;
    }
    return readAndClose(handles, stretches);
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
    for (const { name } of files) await rm(this.toPath(name), { force: true });
  }

  /**
   * @param listKnown asked after the folder is listed, so that a file which comes meanwhile is
   *   known or not seen
   */
  async removeAbandoned(listKnown: () => ReadonlySet<string>, nowMs: number): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => OWN_NAME.test(name));
    const known = listKnown();
    for (const name of names) {
      const { mtimeMs } = await stat(this.toPath(name)).catch(() => ({ mtimeMs: Infinity }));
      // eslint-disable-next-line no-restricted-syntax -- the file system dates what it writes
      if (!known.has(name) && mtimeMs < nowMs - ABANDONED_MS) await this.remove([{ name }]);
    }
  }
}

function toStretches(files: readonly ObjectFile[], start: number, end: number): Stretch[] {
  const stretches: Stretch[] = [];
  let offset = 0;
  for (const { name, sizeBytes } of files) {
    const stretch = {
      name,
      start: Math.max(0, start - offset),
      end: Math.min(sizeBytes, end - offset),
    };
    if (stretch.start < stretch.end) stretches.push(stretch);
    offset += sizeBytes;
  }
  return stretches;
}

async function* readAndClose(handles: FileHandle[], stretches: readonly Stretch[]): ByteStream {
  try {
    for (const [index, { start, end }] of stretches.entries()) {
      const stream = handles[index]?.createReadStream({
        start,
        end: end - 1,
        highWaterMark: READ_BYTES,
        autoClose: false,
      });
      if (stream) yield* stream as ByteStream;
    }
  } finally {
    await closeAll(handles);
  }
}

async function closeAll(handles: readonly FileHandle[]): Promise<void> {
  await Promise.all(handles.map((handle) => handle.close()));
}
