import { describe, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/hosts.ts';
import { poll } from '../support/poll.ts';
import { start, call, endPools } from './support/pools.ts';

/** The function's behaviour, its code, and the sentence on it, whatever hosts it. */
const FAILURES = [
  [
    'throws',
    'exports.handler = async () => { throw new TypeError("secret detail"); };',
    'TypeError: secret detail',
  ],
  [
    'exits',
    'exports.handler = async () => { process.exit(3); };',
    'The process ended with code 3.',
  ],
] as const;

endPools();

describe('failures', () => {
  it.each([
    ...FAILURES,
    [
      'is killed',
      'exports.handler = async () => { process.kill(process.pid, "SIGKILL"); await new ' +
        'Promise(() => {}); };',
      'The process was ended by SIGKILL.',
    ],
    ['does not load', 'throw new Error("no such thing");', 'no such thing'],
    ['has no handler', 'exports.other = 1;', 'HandlerNotFound'],
    ['exits while it loads', 'process.exit(0);', 'The process ended with code 0.'],
    [
      'answers too much',
      'exports.handler = async () => "x".repeat(7 * 1024 * 1024);',
      'It answered more than',
    ],
    [
      'answers what is not JSON',
      'exports.handler = async () => { const a = {}; a.a = a; return a; };',
      'Unable to stringify',
    ],
  ])(
    'are FUNCTION_FAILED, with the reason for the log alone, when the function %s',
    async (_what, code, detail) => {
      const functions = start(code);
      const failure: unknown = await call(functions).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'FUNCTION_FAILED',
        detail: expect.stringContaining(detail) as unknown,
      });
      expect((failure as Error).message).not.toContain(detail);
    },
  );

  it.each([
    ...FAILURES,
    ['does not load', 'throw new Error("no such thing");', 'The process ended with code 1.'],
    ['exits while it loads', 'process.exit(0);', 'The process ended with code 0.'],
    [
      'answers what is no answer',
      // And no more: what it would answer after that may be read first.
      'exports.handler = () => { require("node:fs").writeSync(3, "GET / HTTP/1.1"); ' +
        'return new Promise(() => undefined); };',
      'It does not answer as it should',
    ],
  ])('are the same in the process host when the function %s', async (_what, code, detail) => {
    const functions = start(code, { host: 'process' });
    const failure: unknown = await call(functions).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'FUNCTION_FAILED',
      detail: expect.stringContaining(detail) as unknown,
    });
    expect((failure as Error).message).not.toContain(detail);
  });

  it.each(HOSTS)(
    'leave the next request alone when an instance crashed, on the host %s',
    async (host) => {
      const functions = start(
        'exports.handler = async (event) => { if (event.crash) process.exit(1); return "fine"; };',
        { host, maxInstances: 1 },
      );
      const [crashed, next] = await Promise.allSettled([
        call(functions, { crash: true }),
        call(functions),
      ]);
      expect(crashed).toMatchObject({ status: 'rejected', reason: { code: 'FUNCTION_FAILED' } });
      expect(next).toEqual({ status: 'fulfilled', value: 'fine' });
    },
  );

  it('fail each request once, and start no endless row of instances, when no instance can be initialised', async () => {
    const functions = start('console.log("starting"); throw new Error("never");');
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => call(functions)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    await poll('all are gone', () => functions.pool.processIds.length === 0);
    expect(functions.lines.filter((line) => line.includes('starting'))).toHaveLength(5);
  });
});
