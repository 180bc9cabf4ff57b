import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../core/ports/clock.ts';
import type { LoadMarks } from '../core/ports/load-marks.ts';

/** Milliseconds for which a mark counts: no load takes so long. */
const TRUST_MS = 10 * 60_000;

/**
 * A file for each load, in a folder that outlives the process. Lambda keeps `/tmp` when it starts a
 * function anew that has crashed; on one machine all instances share the folder.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class FileLoadMarks implements LoadMarks {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** Without a place for the mark, the load goes on unmarked. */
  async begin(name: string): Promise<boolean> {
    const file = this.#toFile(name);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 }).catch(() => undefined);
    try {
      await create(file);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST' ? this.#renew(file) : true;
    }
  }

  async end(name: string): Promise<void> {
    await rm(this.#toFile(name), { force: true }).catch(() => undefined);
  }

  /** Takes over a mark that nobody has ended in `TRUST_MS`. */
  async #renew(file: string): Promise<boolean> {
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
    // Another process dated it.
    // eslint-disable-next-line no-restricted-syntax
    if (this.#clock.nowMs() - mtimeMs < TRUST_MS) return false;
    await rm(file, { force: true });
    return create(file).then(
      () => true,
      () => false,
    );
  }

  #toFile(name: string): string {
    return path.join(this.#directory, encodeURIComponent(name));
  }
}

/** @throws Error EEXIST where it is there */
function create(file: string): Promise<void> {
  return writeFile(file, '', { flag: 'wx', mode: 0o600 });
}
