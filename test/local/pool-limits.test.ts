import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/hosts.ts';
import { isAlive, poll } from '../support/poll.ts';
import { end, start, call, endPools } from './support/pools.ts';

endPools();

describe('limits', () => {
  it.each(HOSTS)(
    'end the instance and all that it started when the time is over, even amid a loop, on the host %s',
    async (host) => {
      const functions = start(
        `exports.handler = async (event) => {
      if (!event.hang) return process.pid;
      const { spawn } = require('node:child_process');
      const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
      process.stdout.write('child ' + child.pid + '\\n');
      await new Promise((resolve) => setTimeout(resolve, 100)); for (;;); };`,
        { host, spec: { timeoutSeconds: 1 }, maxInstances: 1 },
      );
      const pid = (await call(functions)) as number;
      await expect(call(functions, { hang: true })).rejects.toMatchObject({ code: 'TIMEOUT' });
      const child = Number(functions.lines.find((line) => line.startsWith('child'))?.slice(6));
      expect(child).toBeGreaterThan(0);
      await poll('both are gone', () => !isAlive(pid) && !isAlive(child));
      expect(await call(functions)).not.toBe(pid);
    },
  );

  it('fail the request when an instance does not get ready in time', async () => {
    const functions = start('for (;;);', { initTimeoutMs: 200 });
    await expect(call(functions)).rejects.toMatchObject({
      code: 'FUNCTION_FAILED',
      detail: expect.stringContaining('not initialised within 200 ms') as unknown,
    });
  });

  it('end the instance when it takes more memory than the function has', async () => {
    const functions = start(
      'exports.handler = async () => { const held = []; for (;;) { held.push(Buffer.alloc(16 * ' +
        '1024 * 1024, 1)); await new Promise((resolve) => setTimeout(resolve, 20)); } };',
    );
    await expect(call(functions)).rejects.toMatchObject({
      code: 'FUNCTION_FAILED',
      detail: expect.stringMatching(/MB of memory; the limit is 256 MB/) as unknown,
    });
  });

  it('refuse with OVER_CAPACITY when too many wait', async () => {
    const functions = start(
      'exports.handler = async () => new Promise((resolve) => setTimeout(resolve, 50, "late"));',
      { maxInstances: 1, maxQueued: 2 },
    );
    const results = await Promise.allSettled([call(functions), call(functions), call(functions)]);
    expect(
      results.map((result) =>
        result.status === 'fulfilled' ? result.value : (result.reason as { code: string }).code,
      ),
    ).toEqual(['late', 'late', 'OVER_CAPACITY']);
  });

  it("tell a function what is left of its caller's time, and not more than its own", async () => {
    const functions = start(
      'exports.handler = async (event, context) => { await new Promise((resolve) => ' +
        'setTimeout(resolve, 300)); return context.getRemainingTimeInMillis(); };',
      { maxInstances: 1 },
    );
    const ask = async (limitMs?: number): Promise<number> => {
      const answer = await functions.pool.invoke('{}', { limitMs });
      return answer.mode === 'buffer' ? Number(answer.payload.toString()) : NaN;
    };
    const [first, second, third] = await Promise.all([ask(20_000), ask(20_000), ask()]);
    expect(first).toBeLessThanOrEqual(20_000 - 300);
    expect(second).toBeLessThanOrEqual(20_000 - 600);
    expect(third).toBeGreaterThan(20_000);
    expect(third).toBeLessThanOrEqual(30_000 - 300);
  });

  it('take a waiting request out of the queue when its caller goes away', async () => {
    const functions = start(
      'const seen = []; exports.handler = async (event) => { seen.push(event.name); await new ' +
        'Promise((resolve) => setTimeout(resolve, 50)); return seen; };',
      { maxInstances: 1 },
    );
    const gone = new AbortController();
    const first = call(functions, { name: 'first' });
    const second = functions.pool.invoke('{"name":"second"}', { signal: gone.signal });
    gone.abort();
    await expect(second).rejects.toMatchObject({ code: 'CALLER_LEFT' });
    await first;
    expect(await call(functions, { name: 'third' })).toEqual(['first', 'third']);
  });

  it('end instances without work after a while, the folder of each included', async () => {
    const functions = start('exports.handler = async () => process.pid;', { idleMs: 50 });
    const pid = (await call(functions)) as number;
    await poll('it is gone', () => functions.pool.processIds.length === 0 && !isAlive(pid));
    expect(readdirSync(functions.tmpDirectory)).toEqual([]);
    expect(await call(functions)).not.toBe(pid);
  });
});

describe('models that hang', () => {
  it('leave an instance to one that has answered before, however many they are', async () => {
    const functions = start(
      'exports.handler = async ({ hang }) => { if (hang) for (;;); return process.pid; };',
      { spec: { timeoutSeconds: 20 } },
    );
    const invoke = (group: string, event: object): Promise<unknown> =>
      functions.pool.invoke(JSON.stringify(event), { group });
    await invoke('honest', {});
    const hung = Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => invoke(`hung-${index}`, { hang: true })),
    );
    await poll('no spare but the kept ones is left', () => functions.pool.processIds.length === 5);
    const startedAtMs = performance.now();
    await invoke('honest', {});
    expect(performance.now() - startedAtMs).toBeLessThan(5000);
    await end();
    expect((await hung).map(({ status }) => status)).toEqual(
      Array.from({ length: 8 }, () => 'rejected'),
    );
  });
});
