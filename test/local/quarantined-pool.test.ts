import os from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOSTS, type HostName } from '../../local/hosts.ts';
import { startTinyFunction, type TinyFunction } from './support/tiny-function.ts';

let tiny: TinyFunction | undefined;

afterEach(async () => {
  await tiny?.close();
  tiny = undefined;
});

interface Seen {
  readonly pid: number;
  readonly priority: number;
  readonly running: number;
}

/** Says who it is, and dies when it is told to. */
const CODE = `
  const os = require('node:os'); let running = 0;
  exports.handler = async ({ dies, waitMs }) => {
    if (dies) process.kill(process.pid, 'SIGKILL');
    running++; await new Promise((resolve) => setTimeout(resolve, waitMs)); running--;
    return { pid: process.pid, priority: os.getPriority(), running };
  };`;

let host: HostName;

function start(): TinyFunction {
  tiny = startTinyFunction(CODE, { host, hasQuarantine: true });
  return tiny;
}

async function call(functions: TinyFunction, group: string, waitMs = 0): Promise<Seen> {
  return (await functions.call({ waitMs }, { group })) as Seen;
}

async function die(functions: TinyFunction, group: string): Promise<void> {
  await expect(functions.call({ dies: true }, { group })).rejects.toMatchObject({
    code: 'FUNCTION_FAILED',
  });
}

describe.each(HOSTS)('a group that has taken an instance along, on the host %s', (name) => {
  beforeEach(() => {
    host = name;
  });

  it('ends no instance that is warm for others when it goes on dying', async () => {
    const functions = start();
    await die(functions, 'bad');
    const { pid } = await call(functions, 'honest');
    for (let times = 0; times < 3; times++) {
      await die(functions, 'bad');
      expect(await call(functions, 'honest')).toMatchObject({ pid });
    }
    expect(functions.deaths).toHaveLength(4);
  });

  it('runs behind all others, one call at a time, while they run as before', async () => {
    const functions = start();
    await die(functions, 'bad');
    const seen = await Promise.all([1, 2, 3].map(() => call(functions, 'bad', 50)));
    expect(new Set(seen.map(({ pid }) => pid)).size).toBe(1);
    expect(seen[0]).toMatchObject({ priority: 10, running: 0 });
    expect(await call(functions, 'honest')).toMatchObject({ priority: os.getPriority() });
  });

  it('leaves room to others that are suspect as well when it hangs', async () => {
    const functions = start();
    await die(functions, 'hung');
    await die(functions, 'dying');
    const hung = call(functions, 'hung', 20_000).catch(() => undefined);
    expect(await call(functions, 'dying')).toMatchObject({ running: 0 });
    await functions.close();
    await hung;
  });
});
