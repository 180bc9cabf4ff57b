import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { FUNCTION_NAMES } from '../layers/maas/contract/functions.ts';
import { claimHome } from './claim-home.ts';

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
  /** A `/tmp` and a socket for each function instance; those that a killed stack left are removed at every start. */
  readonly tmp: string;
  /** Says that the demo model has been uploaded once. */
  readonly demoMarker: string;
}

/** @throws ForeignHomeError, Error of the disk */
export function openHome(directory: string): Home {
  const home = claimHome(directory);
  const at = (...names: string[]): string => path.join(home, ...names);
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

/** What an instance leaves in `tmp` when its stack is killed: its own `/tmp`, and its socket. */
const INSTANCE = new RegExp(`^(${FUNCTION_NAMES.join('|')})-[1-9]\\d*(\\.sock)?$`);

/** Removes what a killed stack left, and nothing else. Only after the lock is taken. */
export function clearTmp({ tmp }: Home): void {
  mkdirSync(tmp, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(tmp))
    if (INSTANCE.test(name)) rmSync(path.join(tmp, name), { recursive: true, force: true });
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
