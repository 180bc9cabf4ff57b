import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

const BEFORE = '(function (exports, require, module, __filename, __dirname) {';
const AFTER = '\n})';
const DIGEST_BYTES = 32;

type Wrapper = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void;

/**
 * A CommonJS program with what V8 compiled of it when an earlier process had started it, in a file
 * beside it. Node's compile cache keeps a file as it is before any of its functions was called, and
 * each start compiles those again; nor is it read on a processor with other features. The program
 * has no `import()`.
 */
export class KeptProgram {
  readonly #file: string;
  readonly #digest: Buffer;
  readonly #script: Script;

  constructor(file: string) {
    this.#file = file;
    const source = readFileSync(file);
    this.#digest = createHash('sha256').update(source).digest();
    const text = source.toString(isAscii(source) ? 'latin1' : 'utf8'); // the first in no time
    this.#script = new Script(`${BEFORE}${text}${AFTER}`, {
      filename: file,
      columnOffset: -BEFORE.length,
      cachedData: this.#read(),
    });
  }

  /** @returns undefined where nothing was kept of it */
  static find(file: string): KeptProgram | undefined {
    return existsSync(toKeptFile(file)) ? new KeptProgram(file) : undefined;
  }

  /** False where nothing was kept of this source, or by another version of V8, or with other flags. */
  get isKept(): boolean {
    return this.#script.cachedDataRejected === false;
  }

  /** @returns what it exports */
  run(): object {
    const module = { exports: {} };
    const run = this.#script.runInThisContext() as Wrapper;
    run(module.exports, createRequire(this.#file), module, this.#file, path.dirname(this.#file));
    return module.exports;
  }

  /** Keeps what is compiled by now: functions that were not called yet are not among it. */
  keep(): void {
    const kept = Buffer.concat([this.#digest, this.#script.createCachedData()]);
    writeFileSync(toKeptFile(this.#file), kept);
  }

  /** V8 knows a source by its length alone. @returns undefined where it was kept of another source */
  #read(): Buffer | undefined {
    if (!existsSync(toKeptFile(this.#file))) return undefined;
    const kept = readFileSync(toKeptFile(this.#file));
    const isSame = kept.subarray(0, DIGEST_BYTES).equals(this.#digest);
    return isSame ? kept.subarray(DIGEST_BYTES) : undefined;
  }
}

function toKeptFile(file: string): string {
  return `${file}.code`;
}
