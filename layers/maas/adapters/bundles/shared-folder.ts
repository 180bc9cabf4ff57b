import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { lazily } from '../../core/lazily.ts';

/** A process's own folder: its number, its beginning, and what `randomUUID` makes. */
const OWN_FOLDER = /^(\d+)-(\d+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHA256 = /^[0-9a-f]{64}$/;
/** All processes find the files here that one of them has. */
const POOL = 'pool';

/**
 * A folder that several processes use at once without waiting for each other. Each has a folder of
 * its own in it, which no other touches while it lives, and files that several have are one file
 * under several names, with one more in the pool, so that none is fetched, stored or mapped twice.
 */
export class SharedFolder {
  readonly #directory: string;
  readonly #pool: string;
  readonly #own: string;
  /** @returns this process's own folder; what dead processes left is gone */
  readonly open = lazily(() => this.#open());

  constructor(directory: string) {
    this.#directory = directory;
    this.#pool = path.join(directory, POOL);
    this.#own = path.join(directory, `${process.pid}-${startedAt()}-${randomUUID()}`);
  }

  /** @returns whether there was such a file, which then is at `target` too */
  async take(sha256: string, target: string): Promise<boolean> {
    return link(path.join(this.#pool, sha256), target).then(() => true, ignore('ENOENT', false));
  }

  /** For others to take; who was first is as good. */
  async offer(sha256: string, file: string): Promise<void> {
    await link(file, path.join(this.#pool, sha256)).catch(ignore('EEXIST', undefined));
  }

  /** Removes one of this process's folders, and from the pool what nobody else has. */
  async remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true });
    await this.#prune();
  }

  async #open(): Promise<string> {
    await mkdir(this.#pool, { recursive: true });
    for (const name of await readdir(this.#directory)) {
      if (isOfDeadProcess(name)) {
        await rm(path.join(this.#directory, name), { recursive: true, force: true });
      }
    }
    await this.#prune();
    await mkdir(this.#own);
    return this.#own;
  }

  /** A process that takes a file just now keeps it, as it has a name of its own by then. */
  async #prune(): Promise<void> {
    for (const name of (await readdir(this.#pool)).filter((file) => SHA256.test(file))) {
      const file = path.join(this.#pool, name);
      const names = await stat(file).then(({ nlink }) => nlink, ignore('ENOENT', 0));
      if (names === 1) await rm(file, { force: true });
    }
  }
}

/** Tells processes apart that got the same number one after the other. */
function startedAt(): number {
  return Math.round(performance.timeOrigin);
}

function isOfDeadProcess(name: string): boolean {
  const [, pid, origin] = OWN_FOLDER.exec(name) ?? [];
  if (pid === undefined) return false;
  if (Number(pid) === process.pid) return Number(origin) !== startedAt();
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function ignore<T>(code: string, answer: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === code) return answer;
    throw error;
  };
}
