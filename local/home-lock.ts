import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { START } from './places/places.ts';

/** Another stack runs on the same folder. */
export class HomeInUseError extends Error {
  override readonly name = 'HomeInUseError';
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Keeps a second stack off the same folder, by SQLite's exclusive lock on a file in it. The kernel
 * takes the lock back when this process ends, however it ends; a process id in a file would be
 * wrong after `kill -9`, once another process has got the number.
 * @param home real path
 * @returns what gives the folder free
 * @throws HomeInUseError
 */
export function lockHome(home: string): () => void {
  const database = new DatabaseSync(path.join(home, 'lock.sqlite'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((((error as { errcode?: number }).errcode ?? 0) & 0xff) !== SQLITE_BUSY) throw error;
    throw new HomeInUseError(
      `Another '${START}' already serves ${home}; end it, or set MAAS_HOME to another folder.`,
      { cause: error },
    );
  }
  return () => {
    database.close();
  };
}
