import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { readVersion } from '../../cli/read-version.ts';

const PROGRAM = path.join(import.meta.dirname, '../../node_modules/.bin/serverless-maas');
const folder = mkdtempSync(path.join(tmpdir(), 'maas-npx-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(...args: readonly string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(PROGRAM, args, { cwd: folder, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

it('is what `npx serverless-maas` runs in the repository', () => {
  expect(run('--version')).toEqual({ status: 0, said: `${readVersion()}\n` });
});

it('finds files from where its caller is, and ends as the command does', () => {
  writeFileSync(path.join(folder, 'columns.txt'), 'length\n');
  const { status, said } = run('upload', 'columns.txt', 'm', '--url', 'http://127.0.0.1:9');
  expect(said).not.toMatch(/no such file|ENOENT/i);
  expect(status).toBeGreaterThan(0);
  expect(run('upload', 'nowhere.onnx', 'm').said).toContain('nowhere.onnx');
});
