import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { LineFile } from './line-file.ts';

const FILE_BYTES = 10 * 1024 * 1024;
const OLD_FILES = 4;

/**
 * One log file and a few older ones (`.1` is the youngest of them), so that it never fills the
 * disk.
 */
export class LogFile {
  readonly path: string;
  readonly #file: LineFile;
  #sizeBytes: number;

  constructor(file: string) {
    this.path = file;
    this.#file = new LineFile(file);
    this.#sizeBytes = existsSync(file) ? statSync(file).size : 0;
  }

  append(line: string): void {
    if (this.#sizeBytes > FILE_BYTES) this.#rotate();
    if (this.#file.append(line)) this.#sizeBytes += Buffer.byteLength(line) + 1;
  }

  #rotate(): void {
    this.#file.close();
    rmSync(this.#older(OLD_FILES), { force: true });
    for (let age = OLD_FILES - 1; age >= 1; age--) {
      if (existsSync(this.#older(age))) renameSync(this.#older(age), this.#older(age + 1));
    }
    if (existsSync(this.path)) renameSync(this.path, this.#older(1));
    this.#sizeBytes = 0;
  }

  #older(age: number): string {
    return `${this.path}.${age}`;
  }
}
