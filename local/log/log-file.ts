import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const FILE_BYTES = 10 * 1024 * 1024;
const OLD_FILES = 4;

/** One log file and a few older ones (`.1` is the youngest of them), so that it never fills the disk. */
export class LogFile {
  readonly path: string;
  #sizeBytes: number;

  constructor(file: string) {
    this.path = file;
    mkdirSync(path.dirname(file), { recursive: true });
    this.#sizeBytes = existsSync(file) ? statSync(file).size : 0;
  }

  append(line: string): void {
    const text = `${line}\n`;
    if (this.#sizeBytes > FILE_BYTES) this.#rotate();
    appendFileSync(this.path, text);
    this.#sizeBytes += Buffer.byteLength(text);
  }

  #rotate(): void {
    rmSync(`${this.path}.${OLD_FILES}`, { force: true });
    for (let age = OLD_FILES - 1; age >= 1; age--) if (existsSync(`${this.path}.${age}`)) renameSync(`${this.path}.${age}`, `${this.path}.${age + 1}`);
    renameSync(this.path, `${this.path}.1`);
    this.#sizeBytes = 0;
  }
}
