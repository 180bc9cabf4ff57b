import { closeSync, fstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Milliseconds between looks at whether the file was removed: one costs a third of a line. */
const LOOK_MS = 100;

/**
 * A file that lines are appended to, and that stays open: to open it for each line would cost twice
 * as much. A full disk, or a folder that somebody removed, loses lines and not the service.
 */
export class LineFile {
  readonly path: string;
  readonly #monotonicMs: () => number;
  #descriptor: number | undefined;
  #lookedAtMs = -Infinity;

  constructor(file: string, monotonicMs = () => performance.now()) {
    this.path = file;
    this.#monotonicMs = monotonicMs;
  }

  /** Appends a line at once. @returns whether it is on file */
  append(line: string): boolean {
    try {
      writeFileSync(this.#open(), `${line}\n`); // at its end, as it was opened for that
      return true;
    } catch {
      this.close();
      return false;
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** Anew where the file that is open has no name any more. */
  #open(): number {
    if (this.#isRemoved()) this.close();
    return (this.#descriptor ??= openWithFolder(this.path));
  }

  #isRemoved(): boolean {
    const atMs = this.#monotonicMs();
    if (this.#descriptor === undefined || atMs - this.#lookedAtMs < LOOK_MS) return false;
    this.#lookedAtMs = atMs;
    return fstatSync(this.#descriptor).nlink === 0;
  }
}

function openWithFolder(file: string): number {
  try {
    return openSync(file, 'a');
  } catch {
    mkdirSync(path.dirname(file), { recursive: true });
    return openSync(file, 'a');
  }
}
