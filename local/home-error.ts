import path from 'node:path';
import { START } from './places/places.ts';

/** A disk's errors, and their meaning to whoever chose the folder. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file or a broken symlink, or one of the folders above it is',
  ENOTDIR: 'it is a file, or one of the folders above it is',
  ENOENT: 'no folder can be made there',
  EROFS: 'its disk is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk is full',
  EIO: 'its disk fails',
};
/** The same from SQLite. https://www.sqlite.org/rescode.html */
const SQLITE_REASONS: Readonly<Record<number, string>> = {
  8: 'its disk is read-only',
  10: 'its disk is full, or fails',
  11: 'its index of the store is damaged',
  13: 'its disk is full',
  14: 'its index of the store cannot be opened',
  26: 'its index of the store is damaged',
};

interface DiskError extends NodeJS.ErrnoException {
  /** SQLite's; the reason stands in its last eight bits. */
  readonly errcode?: number;
}

/**
 * @returns why the folder cannot be used, and what to do; undefined when the error is about
 *   something else
 */
export function explainHomeError(error: Error, home: string): string | undefined {
  const { code = '', errcode, path: place } = error as DiskError;
  const isInside = place !== undefined && !path.relative(home, place).startsWith('..');
  const isAbove = place !== undefined && !path.relative(place, home).startsWith('..');
  const reason =
    errcode === undefined
      ? isInside || isAbove
        ? REASONS[code]
        : undefined
      : SQLITE_REASONS[errcode & 0xff];
  if (reason === undefined) return undefined;
  return (
    `MAAS_HOME is ${home}, which cannot be used: ${reason} (${error.message}). Take another ` +
    `folder, as MAAS_HOME=~/maas ${START}, or mend this one.`
  );
}
