import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FUNCTION_NAMES } from '../layers/maas/contract/functions.ts';
import { claimHome } from './claim-home.ts';
import { hasKey, requireIndex } from './damaged-home.ts';

/** The places of everything of one stack, in the folder that MAAS_HOME names. */
export interface Home {
  readonly directory: string;
  /** The registry and its files, unless they are in a bucket. */
  readonly store: string;
  /** Bundles that the functions fetched; they share it, and it outlives them. */
  readonly bundles: string;
  /** V8's compiled code of the functions, so that an instance starts in half the time. */
  readonly compileCache: string;
  readonly metrics: string;
  /** The captures of predictions, and counts for drift. */
  readonly captured: string;
  /** States of the alarms, their history, the key that signs them, and the models' own limits. */
  readonly alarms: string;
  readonly logFile: string;
  readonly deadLetters: string;
  /**
   * A `/tmp` and a socket for each function instance; those that a killed stack left are removed at
   * every start.
   */
  readonly tmp: string;
  /** Marks of the loads under way, of this start alone. */
  readonly loadMarks: string;
  /** Says that the demo model has been uploaded once. */
  readonly demoMarker: string;
}

/** @throws ForeignHomeError, DamagedHomeError, Error of the disk */
export function openHome(directory: string): Home {
  const home = claimHome(directory);
  const at = (...names: string[]): string => path.join(home, ...names);
  requireIndex(at('store'));
  return {
    directory: at(),
    store: at('store'),
    bundles: at('bundles'),
    compileCache: at('compile-cache'),
    metrics: at('metrics'),
    captured: at('captured'),
    alarms: at('alarms'),
    logFile: at('logs', 'maas.log'),
    deadLetters: at('dead-letters'),
    tmp: at('tmp'),
    loadMarks: at('tmp', 'loads'),
    demoMarker: at('demo-uploaded'),
  };
}

/**
 * Names that an instance leaves in `tmp` when its stack is killed: its own `/tmp`, and its socket.
 */
const INSTANCE = new RegExp(`^(${FUNCTION_NAMES.join('|')})-[1-9]\\d*(\\.sock)?$`);

/** Removes what a killed stack left, and nothing else. Only after the lock is taken. */
export function clearTmp({ tmp, loadMarks }: Home): void {
  mkdirSync(tmp, { recursive: true, mode: 0o700 });
  rmSync(loadMarks, { recursive: true, force: true });
  for (const name of readdirSync(tmp)) {
    if (INSTANCE.test(name)) rmSync(path.join(tmp, name), { recursive: true, force: true });
  }
}

/**
 * The key that signs upload addresses; it stays, so that an address works after a restart too. It
 * is there whole, or a full disk would leave an empty one for good.
 */
export function readSecret({ directory }: Home): string {
  return readFileSync(makeSecret(path.join(directory, 'secret')), 'utf8');
}

/** The file of the key that signs predictions' ids; whoever runs the service may add others. */
export function makePredictionKey({ directory }: Home): string {
  return makeSecret(path.join(directory, 'prediction-key'));
}

/** The file of a caller's API key. */
export function makeApiKey({ directory }: Home, caller: string): string {
  const folder = path.join(directory, 'api-keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return makeSecret(path.join(folder, caller));
}

/** The keys of callers, by their names. */
export function readApiKeys(home: Home, callers: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    callers.map((caller) => [caller, readFileSync(makeApiKey(home, caller), 'utf8').trim()]),
  );
}

function makeSecret(file: string): string {
  if (!hasKey(file)) {
    writeFileSync(`${file}.new`, randomBytes(32).toString('hex'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return file;
}
