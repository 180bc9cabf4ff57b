import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOSTS, type HostName } from '../../local/hosts.ts';
import { isAlive, poll } from '../support/poll.ts';
import { startTinyFunction, type TinyFunction, type TinyOptions } from './support/tiny-function.ts';

let tiny: TinyFunction | undefined;
afterEach(async () => {
  await tiny?.close();
  tiny = undefined;
});

/** Does as the event says, and notes what it runs as `predict` does. */
const CODE = `
const fs = require('node:fs');
exports.handler = async ({ stage = 'running', does, cause, ms = 0 }) => {
  const note = { model: 'm', version: 3, stage, startedAtMs: 1, cause };
  if (stage) fs.writeFileSync(process.env.MAAS_PREDICTION_NOTE, JSON.stringify(note));
  process.stdout.write('begun\\n');
  if (does === 'hang') for (;;);
  if (does === 'die') process.kill(process.pid, 'SIGKILL');
  if (does === 'exit') process.exit(3);
  if (does === 'abort') process.abort();
  const held = [];
  while (does === 'eat') {
    held.push(Buffer.alloc(16 << 20, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (does === 'fill') for (;;) held.push(new Array(1e5).fill(0).map((_, i) => ({ i })));
  await new Promise((resolve) => setTimeout(resolve, ms));
  fs.rmSync(process.env.MAAS_PREDICTION_NOTE, { force: true });
  return process.pid;
};`;

interface Order {
  readonly stage?: 'loading' | 'running' | null;
  readonly does?: 'hang' | 'die' | 'exit' | 'abort' | 'eat' | 'fill';
  readonly cause?: 'TIMEOUT';
  readonly ms?: number;
}

let host: HostName;

function start(options?: TinyOptions): TinyFunction {
  return (tiny = startTinyFunction(CODE, { host, ...options }));
}

async function untilBegun(functions: TinyFunction, times: number): Promise<void> {
  await poll(
    'it has begun',
    () => functions.lines.filter((line) => line === 'begun').length === times,
  );
}

async function call(
  functions: TinyFunction,
  order: Order,
  group = 'm',
  signal?: AbortSignal,
): Promise<number> {
  return (await functions.call(order, { group, ...(signal ? { signal } : {}) })) as number;
}

describe.each(HOSTS)('on the host %s', (name) => {
  beforeEach(() => {
    host = name;
  });

  describe('a prediction that its instance does not outlive', () => {
    it.each<[string, Order, string]>([
      ['is killed', { does: 'die' }, 'PROCESS_DIED'],
      ['exits', { does: 'exit' }, 'PROCESS_DIED'],
      ['aborts', { does: 'abort' }, 'PROCESS_DIED'],
      ['takes too much memory', { does: 'eat' }, 'MEMORY_LIMIT'],
      ['fills the heap', { does: 'fill' }, 'MEMORY_LIMIT'],
      ['outlasts the function', { does: 'hang' }, 'TIMEOUT'],
      ['cannot be loaded in time', { does: 'hang', stage: 'loading' }, 'TIMEOUT'],
    ])('is counted once, by its model, version and cause, when it %s', async (_, order, code) => {
      const functions = start({ spec: { timeoutSeconds: order.does === 'hang' ? 1 : 30 } });
      await expect(call(functions, order)).rejects.toMatchObject({
        code,
        message: expect.stringContaining("Version 3 of model 'm'") as unknown,
      });
      expect(functions.deaths).toEqual([
        { code, note: expect.objectContaining({ model: 'm', version: 3 }) as unknown },
      ]);
    });

    it('is counted without a model when it died before its model was known', async () => {
      const functions = start();
      await expect(call(functions, { does: 'die', stage: null })).rejects.toMatchObject({
        code: 'FUNCTION_FAILED',
      });
      expect(functions.deaths).toEqual([{ code: 'PROCESS_DIED', note: undefined }]);
    });

    it('is not counted again when the instance itself did so before its end', async () => {
      const functions = start();
      await expect(call(functions, { does: 'die', cause: 'TIMEOUT' })).rejects.toMatchObject({
        code: 'TIMEOUT',
        message: expect.stringContaining('timeoutSeconds') as unknown,
      });
      expect(functions.deaths).toEqual([]);
    });

    it('is not counted when the service is ended', async () => {
      const functions = start();
      const running = call(functions, { does: 'hang' }).catch((error: unknown) => error);
      await poll('it runs', () => functions.pool.processIds.length === 1);
      await functions.pool.close();
      expect(await running).toMatchObject({ code: 'OVER_CAPACITY' });
      expect(functions.deaths).toEqual([]);
    });

    it('is replaced at once, so that the next caller finds an instance', async () => {
      const functions = start({ maxInstances: 1 });
      await expect(call(functions, { does: 'exit' })).rejects.toMatchObject({
        code: 'PROCESS_DIED',
      });
      const [replacement] = await poll('there is another', () =>
        functions.pool.processIds.length === 1 ? functions.pool.processIds : undefined,
      );
      expect(await call(functions, {})).toBe(replacement);
    });
  });

  describe('a caller who leaves', () => {
    it('frees the place of a run that holds its instance when somebody waits for it', async () => {
      const functions = start({ maxInstances: 1 });
      const gone = new AbortController();
      const pid = await call(functions, {});
      const left = call(functions, { does: 'hang' }, 'm', gone.signal);
      await untilBegun(functions, 2);
      const waiting = call(functions, {});
      gone.abort();
      await expect(left).rejects.toMatchObject({ code: 'CALLER_LEFT' });
      expect(await waiting).not.toBe(pid);
      expect(functions.deaths).toMatchObject([{ code: 'CALLER_LEFT', note: { model: 'm' } }]);
    });

    it('ends a run that goes on and on, though nobody waits', async () => {
      const functions = start();
      const gone = new AbortController();
      const pid = await call(functions, {});
      const left = call(functions, { does: 'hang' }, 'm', gone.signal).catch(() => undefined);
      await untilBegun(functions, 2);
      gone.abort();
      await poll('it is gone', () => !isAlive(pid));
      await left;
    });

    it.each<[string, Order]>([
      ['loads a model, which others will want', { stage: 'loading', ms: 700 }],
      ['is soon over', { ms: 50 }],
    ])('leaves an instance alone that %s', async (_, order) => {
      const functions = start({ maxInstances: 1 });
      const gone = new AbortController();
      const pid = await call(functions, {});
      const left = call(functions, order, 'm', gone.signal);
      await untilBegun(functions, 2);
      const waiting = call(functions, {});
      gone.abort();
      expect([await left, await waiting]).toEqual([pid, pid]);
      expect(functions.deaths).toEqual([]);
    });
  });

  describe('models that hold all instances', () => {
    it('keep no other model waiting: it gets an instance above the limit', async () => {
      const functions = start({ spec: { timeoutSeconds: 5 } });
      const hung = [
        call(functions, { does: 'hang' }, 'a'),
        call(functions, { does: 'hang' }, 'a'),
        call(functions, { does: 'hang' }, 'a'),
      ];
      const ended = Promise.allSettled(hung);
      expect(await call(functions, {}, 'b')).toBeGreaterThan(0);
      await Promise.race(hung).catch(() => undefined);
      expect(await call(functions, {}, 'b')).toBeGreaterThan(0);
      await functions.pool.close();
      await ended;
    });

    it('get no such instance themselves', async () => {
      const functions = start();
      const used = await Promise.all([0, 1, 2, 3].map(() => call(functions, { ms: 700 }, 'a')));
      expect(new Set(used).size).toBe(2);
    });
  });
});
