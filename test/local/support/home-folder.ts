import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';

export let directory: string;
const KEY = 'ab'.repeat(32);

/** Files and, with a slash at the end, folders. */
export function fill(
  entries: readonly string[],
  secret = KEY,
  folder = path.join(directory, 'home'),
): string {
  mkdirSync(folder, { recursive: true });
  for (const entry of entries) {
    mkdirSync(path.join(folder, entry.endsWith('/') ? entry : path.dirname(entry)), {
      recursive: true,
    });
    if (!entry.endsWith('/')) {
      writeFileSync(path.join(folder, entry), entry === 'secret' ? secret : '');
    }
  }
  return folder;
}

export function useHomeFolder(): void {
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'maas-home-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
}
