import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isAlive, poll } from '../support/poll.ts';
import { type TinyFunction } from './support/tiny-function.ts';
import { end, start, call, endPools } from './support/pools.ts';

async function readStream(functions: TinyFunction, event: unknown = {}): Promise<string> {
  const answer = await functions.pool.invoke(JSON.stringify(event));
  if (answer.mode !== 'stream') throw new Error('It answered whole.');
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

endPools();

/** Says how many calls run in its process, itself included. */
const COUNT_RUNNING = `let running = 0;
  exports.handler = async () => {
    running++;
    await new Promise((resolve) => setTimeout(resolve, 30));
    const answer = { pid: process.pid, running };
    running--;
    return answer;
  };`;

describe('what a function sees', () => {
  it("is the event, a context and Lambda's environment when it is called", async () => {
    const functions = start(`exports.handler = async (event, context) => ({
      event,
      id: context.awsRequestId,
      remainingMs: context.getRemainingTimeInMillis(),
      name: context.functionName,
      memory: context.memoryLimitInMB,
      greeting: process.env.GREETING,
      root: process.env.LAMBDA_TASK_ROOT,
      tmp: require('node:os').tmpdir(),
      secret: process.env.SOME_SECRET ?? null,
    });`);
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
    const functions = start(COUNT_RUNNING);
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

/** The process host's own code answers for this, beside Lambda's. */
describe('a function in the process host', () => {
  it('is one request at a time, on more than one instance, when many come at once', async () => {
    const functions = start(COUNT_RUNNING, { host: 'process' });
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

describe('streams', () => {
  it('arrive as they are written, in order, when the function streams', async () => {
    const functions =
      start(`exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      for (let i = 0; i < 5; i++) {
        stream.write(i + ';');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      stream.end();
    });`);
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
      for (let i = 0; i < 64; i++) {
        if (stream.write(chunk)) continue;
        drains++;
        await new Promise((resolve) => stream.once('drain', resolve));
      }
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
  await end();
  expect(await running).toMatchObject({ code: 'OVER_CAPACITY' });
  expect(isAlive(Number(line.slice(4)))).toBe(false);
});
