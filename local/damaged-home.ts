import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Something in the home is not what this service wrote; the message says what, and what to do. */
export class DamagedHomeError extends Error {
  override readonly name = 'DamagedHomeError';
}

/**
 * Refuses a store whose files nobody knows any more, as after a copy that left `*.sqlite` out: a
 * start would take them for what killed processes left, and remove them all.
 * @throws DamagedHomeError
 */
export function requireIndex(store: string): void {
  const index = path.join(store, 'objects.sqlite');
  const folder = path.join(store, 'files');
  const hasIndex = (statSync(index, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (hasIndex || !existsSync(folder)) return;
  const files = readdirSync(folder).length;
  if (files === 0) return;
  throw new DamagedHomeError(
    `${index}, the index of the store, is gone or empty, and ${folder} has ${files} files that ` +
      'it named; nothing was touched. Put it back from a copy, or move the folder away to begin ' +
      'anew.',
  );
}

/** Tells whether a file of a key is there, with something in it: a power cut may empty it. */
export function hasKey(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').trim() !== '';
}
