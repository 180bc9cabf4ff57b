import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';

export let directory = '';

export function useKeptFolder(): void {
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'maas-lines-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
}
