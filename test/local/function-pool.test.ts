import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/instances/instance-link.ts';
import { isAlive, poll } from '../support/poll.ts';
import { startTinyFunction, type TinyFunction, type TinyOptions } from './support/tiny-function.ts';

let tiny: TinyFunction | undefined;

function start(code: string, options?: TinyOptions): TinyFunction {
  tiny = startTinyFunction(code, options);
  return tiny;
}

function call(functions: TinyFunction, event: unknown = {}): Promise<unknown> {
  return functions.call(event);
}

async function readStream(functions: TinyFunction, event: unknown = {}): Promise<string> {
  const answer = await functions.pool.invoke(JSON.stringify(event));
  if (answer.mode !== 'stream') throw new Error('It answered whole.');
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

afterEach(async () => {
  await tiny?.close();
  tiny = undefined;
});

describe('what a function sees', () => {
  it("is the event, a context and Lambda's environment when it is called", async () => {
    const functions = start(`exports.handler = async (event, context) => ({
      event, id: context.awsRequestId, remainingMs: context.getRemainingTimeInMillis(), name: context.functionName, memory: context.memoryLimitInMB,
      greeting: process.env.GREETING, root: process.env.LAMBDA_TASK_ROOT, tmp: require('node:os').tmpdir(), secret: process.env.SOME_SECRET ?? null });`);
    process.env.SOME_SECRET = 'not for functions';
    const seen = await call(functions, { text: '你好' });
    expect(seen).toEqual({
      event: { text: '你好' },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      remainingMs: expect.any(Number),
      name: 'tiny',
      memory: '256',
      greeting: 'hello',
      root: expect.stringMatching(/tiny$/),
      tmp: expect.stringContaining(functions.tmpDirectory),
      secret: null,
    });
  });

  it('is one request at a time, on more than one instance, when many come at once', async () => {
    const functions = start(`let running = 0; exports.handler = async () => {
      running++; await new Promise((resolve) => setTimeout(resolve, 30)); const answer = { pid: process.pid, running }; running--; return answer; };`);
    const answers = (await Promise.all(Array.from({ length: 20 }, () => call(functions)))) as {
      pid: number;
      running: number;
    }[];
    expect(answers.every(({ running }) => running === 1)).toBe(true);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
  });

  it('is the same instance again when one call follows the other', async () => {
    const functions = start('let count = 0; exports.handler = async () => ++count;');
    expect([await call(functions), await call(functions), await call(functions)]).toEqual([
      1, 2, 3,
    ]);
  });

  it('is the same instance again when a call follows the end of a streamed answer at once', async () => {
    const functions =
      start(`exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.end(String(process.pid)); });`);
    const ids: string[] = [];
    for (let call = 0; call < 20; call++) ids.push(await readStream(functions));
    expect(new Set(ids).size).toBe(1);
  });

  it('is another instance when the first one works on after its answer', async () => {
    const functions =
      start(`exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.end(String(process.pid)); await new Promise((resolve) => setTimeout(resolve, 20_000)); });`);
    expect(await readStream(functions)).not.toBe(await readStream(functions));
  });
});

/** What the process host's own code answers for, beside Lambda's. */
describe('a function in the process host', () => {
  it('is one request at a time, on more than one instance, when many come at once', async () => {
    const functions = start(
      `let running = 0; exports.handler = async () => {
      running++; await new Promise((resolve) => setTimeout(resolve, 30)); const answer = { pid: process.pid, running }; running--; return answer; };`,
      { host: 'process' },
    );
    const answers = (await Promise.all(Array.from({ length: 20 }, () => call(functions)))) as {
      pid: number;
      running: number;
    }[];
    expect(answers.every(({ running }) => running === 1)).toBe(true);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(2);
  });

  it('is given bodies of all sizes whole, and answers them so', async () => {
    const functions = start('exports.handler = async (text) => text;', { host: 'process' });
    for (const length of [0, 1, 65_530, 70_000, 1_048_570, 1_048_576, 4_500_000]) {
      const text = 'é'.repeat(length / 2) + 'x'.repeat(length % 2);
      expect(await call(functions, text)).toBe(text);
    }
  });

  it('gets no secret of the shell, and knows no address of a Runtime API', async () => {
    process.env.SOME_SECRET = 'not for functions';
    const functions = start('exports.handler = async () => Object.keys(process.env);', {
      host: 'process',
    });
    const seen = (await call(functions)) as string[];
    expect(seen).toEqual(expect.arrayContaining(['GREETING', 'TMPDIR']));
    expect(seen.filter((name) => /SECRET|RUNTIME_API|RUNTIME_SOCKET/.test(name))).toEqual([]);
  });

  it('leaves nothing but its folder where others could find it', async () => {
    const functions = start('exports.handler = async () => 1;', { host: 'process' });
    await call(functions);
    expect(readdirSync(functions.tmpDirectory)).toEqual(['tiny-1']);
  });
});

/** What the function does, its code, and what is said of it, whatever hosts it. */
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
      'exports.handler = async () => { require("node:fs").writeSync(3, "GET / HTTP/1.1"); };',
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

describe('limits', () => {
  it.each(HOSTS)(
    'end the instance and all that it started when the time is over, even in the middle of a computation, on the host %s',
    async (host) => {
      const functions = start(
        `exports.handler = async (event) => {
      if (!event.hang) return process.pid;
      const child = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'ignore' }); process.stdout.write('child ' + child.pid + '\\n');
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

describe('streams', () => {
  it('arrive as they are written, in order, when the function streams', async () => {
    const functions =
      start(`exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      for (let i = 0; i < 5; i++) { stream.write(i + ';'); await new Promise((resolve) => setTimeout(resolve, 5)); } stream.end(); });`);
    expect(await readStream(functions)).toBe('0;1;2;3;4;');
    expect(await readStream(functions)).toBe('0;1;2;3;4;');
  });

  it.each([
    ['before it wrote', 'throw new RangeError("bad");', 'RangeError: bad'],
    [
      'in the middle',
      'stream.write("half"); await new Promise((resolve) => setTimeout(resolve, 20)); throw ' +
        'new RangeError("bad");',
      'RangeError: bad',
    ],
    [
      'by its death',
      'stream.write("half"); await new Promise((resolve) => setTimeout(resolve, 20)); ' +
        'process.exit(1);',
      '',
    ],
  ])('fail at their end when the function fails %s', async (_when, code, detail) => {
    const functions = start(
      'exports.handler = awslambda.streamifyResponse(async (event, stream) => { if (event.ok) ' +
        `{ stream.end("ok"); return; } ${code} });`,
      { maxInstances: 1 },
    );
    await expect(readStream(functions)).rejects.toMatchObject({
      code: 'FUNCTION_FAILED',
      detail: expect.stringContaining(detail) as unknown,
    });
    expect(await readStream(functions, { ok: true })).toBe('ok');
  });

  it('hold the function back when nobody reads, and let it end when the reader leaves', async () => {
    const functions = start(
      `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      if (event.ok) { stream.end(String(process.pid)); return; }
      const chunk = Buffer.alloc(1024 * 1024); let drains = 0;
      for (let i = 0; i < 64; i++) if (!stream.write(chunk)) { drains++; await new Promise((resolve) => stream.once('drain', resolve)); }
      stream.end(); process.stdout.write('drains ' + drains + '\\n'); });`,
      { maxInstances: 1 },
    );
    const answer = await functions.pool.invoke('{}');
    if (answer.mode !== 'stream') throw new Error('It answered whole.');
    for await (const chunk of answer.body) if (chunk.length > 0) break;
    expect(await readStream(functions, { ok: true })).toMatch(/^\d+$/);
    expect(functions.lines.find((line) => line.startsWith('drains'))).not.toBe('drains 0');
  });
});

it('ends all processes when it is closed in the middle of work', async () => {
  const functions = start(
    'exports.handler = async () => { process.stdout.write("pid " + process.pid + "\\n"); await ' +
      'new Promise((resolve) => setTimeout(resolve, 1e6)); };',
  );
  const running = call(functions).catch((error: unknown) => error);
  const line = await poll('it runs', () => functions.lines.find((text) => text.startsWith('pid')));
  await functions.close();
  expect(await running).toMatchObject({ code: 'OVER_CAPACITY' });
  expect(isAlive(Number(line.slice(4)))).toBe(false);
  tiny = undefined;
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
    await functions.close();
    tiny = undefined;
    expect((await hung).map(({ status }) => status)).toEqual(
      Array.from({ length: 8 }, () => 'rejected'),
    );
  });
});
