import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';

/**
 * A file that lines are appended to, and that stays open: to open it for each line would cost twice
 * as much. A full disk, or a folder that somebody removed, loses lines and not the service.
 */
export class LineFile {
  readonly path: string;
  #descriptor: number | undefined;

  constructor(file: string) {
    this.path = file;
  }

  /** Appends a line at once. @returns whether it is on file */
  append(line: string): boolean {
    try {
      appendFileSync(this.#open(), `${line}\n`);
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
    if (this.#descriptor !== undefined && fstatSync(this.#descriptor).nlink === 0) this.close();
    return (this.#descriptor ??= openWithFolder(this.path));
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
