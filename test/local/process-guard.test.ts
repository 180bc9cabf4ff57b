import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { isAlive, poll } from '../support/poll.ts';

const PROGRAM = path.join(import.meta.dirname, 'support/hang-in-pool.ts');

it.each(['SIGKILL', 'SIGTERM'] as const)('an instance that hangs, and what it started, end when their host ends by %s', async (signal) => {
  const host = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  host.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const ids = await poll('it hangs', () => /hangs (\d+) (\d+)/.exec(output)?.slice(1).map(Number));
  expect(ids.every(isAlive)).toBe(true);
  host.kill(signal);
  await poll('they are gone', () => !ids.some(isAlive), 5000);
});
