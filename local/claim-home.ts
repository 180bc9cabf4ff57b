import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { START } from './places/places.ts';

/** The folder holds what is not the service's; the message is for whoever set MAAS_HOME. */
export class ForeignHomeError extends Error {
  override readonly name = 'ForeignHomeError';
}

/** Says that a folder is the service's own. */
const MARKER = '.maas-home';
const MARKER_TEXT =
  'This folder is the MAAS_HOME of serverless-maas: its models, records, metrics and logs.\n';
/** The folder that the root of a newly made disk holds. */
const OF_THE_DISK = 'lost+found';
/**
 * For this user alone: records, logs, samples and the key that signs upload addresses are in it.
 */
const PRIVATE = 0o700;
/** Marks folders such as `/tmp`, in which all users may make files. */
const STICKY = 0o1000;
const ADVICE = `Take a new or an empty folder of your own, as MAAS_HOME=~/maas ${START}.`;

/**
 * Makes a folder the service's own: a new one, an empty one, or one that it is already. Nobody
 * else's is changed in any way.
 * @returns its real path
 * @throws ForeignHomeError, Error of the disk
 */
export function claimHome(directory: string): string {
  makeFolder(directory, PRIVATE);
  const home = realpathSync(directory);
  requireOwn(home);
  accessSync(home, constants.W_OK);
  if (process.platform !== 'win32' && (statSync(home).mode & 0o777) !== PRIVATE) {
    chmodSync(home, PRIVATE);
  }
  if (!existsSync(path.join(home, MARKER))) writeFileSync(path.join(home, MARKER), MARKER_TEXT);
  return home;
}

/**
 * One after the other: Node's own `recursive` goes on for ever where none can be made, as under
 * `/proc`.
 */
function makeFolder(directory: string, mode?: number): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (path.dirname(directory) !== directory) makeFolder(path.dirname(directory));
  mkdirSync(directory, { mode });
}

function requireOwn(home: string): void {
  const { mode, uid } = statSync(home);
  if ((mode & STICKY) !== 0) {
    throw new ForeignHomeError(`MAAS_HOME is ${home}, a folder that all users share. ${ADVICE}`);
  }
  const [other] = readdirSync(home).filter((name) => name !== OF_THE_DISK);
  if (
    other === undefined ||
    isFileOf(uid, path.join(home, MARKER)) ||
    isOfEarlierRelease(uid, home)
  ) {
    return;
  }
  throw new ForeignHomeError(
    `MAAS_HOME is ${home}, which holds things that are not this service's, as '${other}'; ` +
      `nothing was touched. ${ADVICE}`,
  );
}

/** Releases before the marker left a key of 64 hexadecimal digits, and a folder for instances. */
function isOfEarlierRelease(uid: number, home: string): boolean {
  const secret = path.join(home, 'secret');
  return (
    isFileOf(uid, secret) &&
    /^[0-9a-f]{64}$/.test(readFileSync(secret, 'utf8')) &&
    statSync(path.join(home, 'tmp'), { throwIfNoEntry: false })?.isDirectory() === true
  );
}

/**
 * Tells whether the folder's own user made it: in a folder that others may write to, anybody could
 * lay a marker.
 */
function isFileOf(uid: number, file: string): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.uid === uid;
}
