import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where everything of one stack stands: the folder that MAAS_HOME names. */
export interface Home {
  readonly directory: string;
  /** The registry and its files, unless they are in a bucket. */
  readonly store: string;
  /** Bundles that the functions fetched; they share it, and it outlives them. */
  readonly bundles: string;
  /** What V8 made of the functions' code, so that an instance starts in half the time. */
  readonly compileCache: string;
  readonly metrics: string;
  readonly logFile: string;
  readonly deadLetters: string;
  /** A `/tmp` for each function instance; emptied at every start. */
  readonly tmp: string;
  /** Says that the demo model has been uploaded once. */
  readonly demoMarker: string;
}

/** @throws Error of the disk */
export function openHome(directory: string): Home {
  makeFolder(directory);
  const at = (...names: string[]): string => path.join(realpathSync(directory), ...names);
  return {
    directory: at(),
    store: at('store'),
    bundles: at('bundles'),
    compileCache: at('compile-cache'),
    metrics: at('metrics'),
    logFile: at('logs', 'maas.log'),
    deadLetters: at('dead-letters'),
    tmp: at('tmp'),
    demoMarker: at('demo-uploaded'),
  };
}

/** One after the other: Node's own `recursive` goes on for ever where none can be made, as under `/proc`. */
function makeFolder(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (path.dirname(directory) !== directory) makeFolder(path.dirname(directory));
  mkdirSync(directory);
}

/** Removes what a killed stack left. Only after the lock is taken. */
export function emptyTmp({ tmp }: Home): void {
  rmSync(tmp, { recursive: true, force: true });
  mkdirSync(tmp);
}

/** The key that signs upload addresses; it stays, so that an address works after a restart too. It is there whole, or a full disk would leave an empty one for good. */
export function readSecret({ directory }: Home): string {
  const file = path.join(directory, 'secret');
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, randomBytes(32).toString('hex'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, 'utf8');
}
