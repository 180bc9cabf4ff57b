import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WorkFolder, Workspace } from '../core/ingest/workspace.ts';
import type { ByteStream } from '../core/ports/object-store.ts';
import type { FileBytes } from '../core/ports/model-runtime.ts';
import { withLocalFile } from './local-file-bytes.ts';

/** The part of a bundle's room that holds its files; who tries it may use the rest. */
const BUNDLE = 'bundle';

/**
 * Folders under one directory, named after the process that works in them: what a dead one left
 * behind is removed by the next.
 */
export class LocalWorkspace implements Workspace {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async open(): Promise<WorkFolder> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await this.#removeAbandoned();
    const room = await mkdtemp(path.join(this.#directory, `${process.pid}-`));
    await mkdir(path.join(room, BUNDLE));
    return new LocalFolder(room);
  }

  async #removeAbandoned(): Promise<void> {
    for (const name of await readdir(this.#directory)) {
      const pid = Number(/^(\d+)-/.exec(name)?.[1]);
      if (pid > 0 && !isAlive(pid)) {
        await rm(path.join(this.#directory, name), { recursive: true, force: true });
      }
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

class LocalFolder implements WorkFolder {
  readonly path: string;
  readonly #room: string;

  constructor(room: string) {
    this.path = path.join(room, BUNDLE);
    this.#room = room;
  }

  async write(name: string, content: ByteStream | Iterable<Uint8Array>): Promise<void> {
    const file = path.join(this.path, name);
    await mkdir(path.dirname(file), { recursive: true });
    await pipeline(
      Readable.from(content, { objectMode: false }),
      createWriteStream(file, { flags: 'wx', mode: 0o600 }),
    );
  }

  read(name: string): ByteStream {
    return createReadStream(path.join(this.path, name), { highWaterMark: 1 << 20 });
  }

  async withFile<T>(name: string, use: (file: FileBytes) => Promise<T>): Promise<T> {
    return withLocalFile(path.join(this.path, name), use);
  }

  async remove(): Promise<void> {
    await rm(this.#room, { recursive: true, force: true });
  }
}
