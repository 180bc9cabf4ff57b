import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { lineFolder } from '../../core/capture/capture-key.ts';
import type { CapturedLine, CaptureSink } from '../../core/ports/captures.ts';

/** Files that are kept open, as of the versions that an instance serves: to open one costs most. */
const OPEN_FILES = 8;

/**
 * Lines in files below a folder, one an hour for each version and each process: what is written
 * stands on file when this returns, so `kill -9` takes at most the line that is being made.
 */
export class FileCaptureSink implements CaptureSink {
  readonly #directory: string;
  /** Nobody else appends to it: no line of another process can fall into one that was cut short. */
  readonly #name = `${randomUUID()}.jsonl`;
  /** Descriptors by their folder, the one used last at the end. */
  readonly #files = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  write(lines: readonly CapturedLine[]): Promise<void> {
    return new Promise((resolve) => {
      for (const line of lines) {
        appendFileSync(this.#find(lineFolder(line)), `${JSON.stringify(line)}\n`);
      }
      resolve();
    });
  }

  #find(folder: string): number {
    const known = this.#files.get(folder);
    if (known !== undefined && fstatSync(known).nlink > 0) {
      this.#files.delete(folder);
      this.#files.set(folder, known);
      return known;
    }
    this.#close(folder); // somebody has deleted it, with its model or because it was too old
    const [oldest] = this.#files.keys();
    if (oldest !== undefined && this.#files.size >= OPEN_FILES) this.#close(oldest);
    const file = this.#open(folder);
    this.#files.set(folder, file);
    return file;
  }

  #open(folder: string): number {
    const directory = path.join(this.#directory, folder);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return openSync(path.join(directory, this.#name), 'a', 0o600);
  }

  #close(folder: string): void {
    const file = this.#files.get(folder);
    this.#files.delete(folder);
    if (file !== undefined) closeSync(file);
  }
}
