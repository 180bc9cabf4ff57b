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
 * beside it; the files that it asks for by a relative path are such programs, too. Node's compile
 * cache keeps a file as it is before any of its functions was called, and each start compiles those
 * again; nor is it read on a processor with other features. The program has no `import()`.
 */
export class KeptProgram {
  readonly #file: string;
  /** Those of one start by their file, so that each runs once. */
  readonly #programs: Map<string, KeptProgram>;
  readonly #digest: Buffer;
  readonly #script: Script;
  #module: { exports: object } | undefined;

  constructor(file: string, programs = new Map<string, KeptProgram>()) {
    this.#file = file;
    this.#programs = programs.set(file, this);
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

  /** The files that were asked for, this one first. */
  get files(): readonly string[] {
    return [...this.#programs.keys()];
  }

  /** Runs it, if it has not run yet. @returns what it exports */
  run(): object {
    if (this.#module) return this.#module.exports;
    const module = (this.#module = { exports: {} });
    const run = this.#script.runInThisContext() as Wrapper;
    run(module.exports, this.#createRequire(), module, this.#file, path.dirname(this.#file));
    return module.exports;
  }

  /** Runs a file that belongs to it. @returns what that exports */
  load(file: string): object {
    return (this.#programs.get(file) ?? new KeptProgram(file, this.#programs)).run();
  }

  /** Keeps what is compiled by now: functions that were not called yet are not among it. */
  keep(): void {
    for (const program of this.#programs.values()) program.#write();
  }

  #createRequire(): NodeJS.Require {
    const require = createRequire(this.#file);
    const folder = path.dirname(this.#file);
    const load = (id: string): unknown =>
      id.startsWith('.') ? this.load(path.join(folder, id)) : require(id);
    return Object.assign(load, require);
  }

  #write(): void {
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
