import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface DeadLetter {
  readonly event: unknown;
  readonly error: string;
  readonly attempts: number;
  readonly at: string;
}

/**
 * Keeps what could not be delivered as one file each, for somebody to look at.
 * @returns its path
 */
export function keepDeadLetter(directory: string, letter: DeadLetter): string {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${letter.at.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(letter, undefined, 2)}\n`);
  return file;
}
