import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { isAlive, poll } from '../support/poll.ts';

const PROGRAM = path.join(import.meta.dirname, 'support/hang-in-pool.ts');

/** @returns the host, and the processes of an instance that hangs and of what it started */
async function startHost(): Promise<{ host: ChildProcess; ids: readonly number[] }> {
  const host = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  host.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ids = await poll('it hangs', () => /hangs (\d+) (\d+)/.exec(output)?.slice(1).map(Number));
  return { host, ids };
}

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'an instance that hangs, and what it started, end when their host ends by %s',
  async (signal) => {
    const { host, ids } = await startHost();
    expect(ids.every(isAlive)).toBe(true);
    host.kill(signal);
    await poll('they are gone', () => !ids.some(isAlive), 5000);
  },
);

(process.platform === 'linux' ? it : it.skip)(
  'an instance that hangs ends with its host when its reaper was killed before',
  async () => {
    const { host, ids } = await startHost();
    const first = await poll('there is a reaper', () => findReaper(host.pid));
    process.kill(first, 'SIGKILL');
    await poll('there is another', () => findReaper(host.pid, first));
    host.kill('SIGKILL');
    await poll('they are gone', () => !ids.some(isAlive), 5000);
  },
);

/** A child of the host that reads groups, but not that one. */
function findReaper(host = 0, but?: number): number | undefined {
  const children = readFileSync(`/proc/${host}/task/${host}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  return children.find((id) => id !== but && isReaper(id));
}

function isReaper(id: number): boolean {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('reaper.sh');
  } catch {
    return false;
  }
}
