import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { poll } from '../support/poll.ts';
import { expectGone, LocalStack, type LocalProcess } from './local-stack.ts';
import { Client } from './service/client.ts';
import { encodeEndlessModel } from '../support/endless-model.ts';
import { awaitOutcome, createDoubler, SENTIMENT } from './service/fixtures.ts';

let home = '';
let stacks: LocalStack[] = [];

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'maas-e2e-'));
});
afterEach(async () => {
  for (const stack of stacks) await stack.end('SIGKILL');
  stacks = [];
  rmSync(home, { recursive: true, force: true });
});

async function start(
  args: readonly string[] = ['--no-demo'],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ stack: LocalStack; client: Client }> {
  const stack = await LocalStack.start(home, args, environment);
  stacks.push(stack);
  return { stack, client: new Client({ url: stack.url }) };
}

function findInstances(stack: LocalStack, name: string): LocalProcess[] {
  return stack
    .listProcesses()
    .filter(
      ({ command }) => /aws-lambda-ric|process\.js/.test(command) && command.endsWith(` ${name}`),
    );
}

function findProbe(stack: LocalStack): LocalProcess | undefined {
  return stack.listProcesses().find(({ command }) => command.includes('probe.js'));
}

/** @returns whether it was still there */
function kill({ id }: LocalProcess): boolean {
  try {
    return process.kill(id, 'SIGKILL');
  } catch {
    return false;
  }
}

const predict = (client: Client): ReturnType<Client['call']> =>
  client.call('POST', '/models/m/predict', { json: { text: '这是一个正面的文本' } });

describe('kill -9', () => {
  it('of the ingest process half-way leaves a version that is READY in the end, once', async () => {
    const { stack, client } = await start();
    const submitted = client.uploadPresigned(
      'm',
      { 'model.onnx': SENTIMENT.model, 'samples.jsonl': SENTIMENT.samples },
      { alias: 'live' },
    );
    const probe = await poll('the model is tried', () => findProbe(stack));
    findInstances(stack, 'ingest').forEach(kill);
    await expectGone([probe]);
    expect((await submitted).status).toBe(202);
    expect(await awaitOutcome(client, 'm', 1)).toMatchObject({
      status: 'READY',
      aliases: ['live'],
    });
    expect(await predict(client)).toMatchObject({ status: 200, body: [{ label: 'positive' }] });
    expect((await client.call('GET', '/models/m/versions')).body.versions).toHaveLength(1);
  });

  it('of the process in which a model is tried rejects that model, and the next one is tried in another', async () => {
    const { stack, client } = await start();
    await client.uploadPresigned('m', { 'model.onnx': encodeEndlessModel() }, { alias: 'live' });
    const outcome = awaitOutcome(client, 'm', 1);
    let killed = 0;
    await poll('it is rejected', async () => {
      const probe = findProbe(stack);
      if (probe) killed += kill(probe) ? 1 : 0;
      return Promise.race([outcome, pause(100, undefined)]);
    });
    // One that dies before the model is in it says nothing of the model, and is started again.
    expect(await outcome).toMatchObject({
      status: 'REJECTED',
      rejection: { code: expect.stringMatching(/^(PROCESS_DIED|VALIDATION_GAVE_UP)$/) as unknown },
    });
    expect(killed).toBeGreaterThan(0);
    expect((await client.upload({ 'model.onnx': createDoubler() }, { name: 'm' })).status).toBe(
      201,
    );
  });

  it('of a predict instance fails at most its own request, with our error', async () => {
    const { stack, client } = await start();
    await client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'm' });
    expect((await predict(client)).status).toBe(200);
    const flood = Promise.all(Array.from({ length: 60 }, () => predict(client)));
    findInstances(stack, 'predict').slice(0, 1).forEach(kill);
    const replies = await flood;
    const failed = replies.filter(({ status }) => status !== 200);
    expect(failed.length).toBeLessThanOrEqual(1);
    for (const reply of failed) {
      expect(reply).toMatchObject({
        status: 502,
        body: {
          code: expect.stringMatching(/^(PROCESS_DIED|FUNCTION_FAILED)$/) as unknown,
          requestId: reply.headers.get('x-amzn-requestid'),
        },
      });
    }
    expect((await predict(client)).status).toBe(200);
  });

  it('of everything loses no READY version, and a validation under way goes on after the restart', async () => {
    const first = await start();
    await first.client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'm' });
    const before = await predict(first.client);
    await first.client.uploadPresigned(
      'other',
      { 'model.onnx': SENTIMENT.model, 'samples.jsonl': SENTIMENT.samples },
      { alias: 'live' },
    );
    const processes = first.stack.listProcesses();
    await first.stack.end('SIGKILL');
    processes.forEach(kill);
    await expectGone(processes);

    const { client } = await start();
    expect((await predict(client)).body).toEqual(before.body);
    expect(await awaitOutcome(client, 'other', 1)).toMatchObject({
      status: 'READY',
      aliases: ['live'],
    });
  });

  it('of the stack alone takes all its processes along', async () => {
    const { stack, client } = await start();
    await client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'm' });
    await predict(client);
    const processes = stack.listProcesses();
    expect(processes.length).toBeGreaterThanOrEqual(4);
    await stack.end('SIGKILL');
    await expectGone(processes);
  });
});

it('answers 200 requests with 16 at once, all right, from more than one instance', async () => {
  const { stack, client } = await start();
  await client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'm' });
  const expected = SENTIMENT.reference.filter(({ text }) => text.trim() !== '').slice(0, 200);
  const queue = [...expected.entries()];
  const replies: { status: number; body: unknown }[] = [];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        replies[next[0]] = await client.call('POST', '/models/m/predict', {
          json: { text: next[1].text },
        });
      }
    }),
  );
  expect(
    replies.map(({ status, body }) => [status, (body as { label: string }[])[0]?.label]),
  ).toEqual(expected.map(({ label }) => [200, label]));
  expect(findInstances(stack, 'predict').length).toBeGreaterThan(1);
});

describe('the end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'comes within 5 s of %s, in the middle of work, and leaves no process',
    async (signal) => {
      const { stack, client } = await start();
      await client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'm' });
      const flood = Promise.allSettled(Array.from({ length: 50 }, () => predict(client)));
      const waiting = client
        .upload(
          { 'model.onnx': SENTIMENT.model, 'samples.jsonl': SENTIMENT.samples },
          { name: 'm' },
        )
        .catch(() => undefined);
      const processes = stack.listProcesses();
      const startedAtMs = Date.now();
      expect(await stack.end(signal)).toBe(0);
      await expectGone(processes);
      expect(Date.now() - startedAtMs).toBeLessThan(5000);
      await flood;
      await waiting;
    },
  );
});

describe('the start', () => {
  it('says that the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(start([], { PORT: String(port) })).rejects.toThrow(
      `ended with code 1: Port ${port} of 127.0.0.1 is taken`,
    );
    server.close();
  });

  it('says that another one has the folder', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(
      /ended with code 1: Another 'npm start' already serves .*MAAS_HOME/,
    );
    expect((await first.client.call('GET', '/models')).status).toBe(200);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'is a file',
      () => {
        writeFileSync(path.join(home, 'file'), '');
        return 'file';
      },
      /it is a file/,
    ],
    [
      'is under a file',
      () => {
        writeFileSync(path.join(home, 'file'), '');
        return 'file/home';
      },
      /it is a file/,
    ],
    [
      'is where no folder can be made',
      () => '/proc/maas',
      process.platform === 'linux' ? /no folder can be made there/ : /./,
    ],
    [
      'has an index that is none',
      () => {
        mkdirSync(path.join(home, 'store'));
        writeFileSync(path.join(home, '.maas-home'), '');
        writeFileSync(path.join(home, 'store/objects.sqlite'), 'x'.repeat(5000));
        return '';
      },
      /its index of the store is damaged/,
    ],
  ])('says what is wrong with the folder, and ends, when it %s', async (_what, prepare, reason) => {
    const folder = path.resolve(home, prepare());
    const failure: unknown = await start(['--no-demo'], { MAAS_HOME: folder }).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).toMatch(
      /ended with code 1: MAAS_HOME is [^\n]* cannot be used: [^\n]*\n$/,
    );
    expect(String(failure)).toMatch(reason);
  });

  it('says that the folder is not its own, and ends, when it holds other things', async () => {
    writeFileSync(path.join(home, 'thesis.txt'), 'years');
    await expect(start(['--no-demo'])).rejects.toThrow(
      /ended with code 1: MAAS_HOME is [^\n]*, which holds things that are not this service's, as 'thesis.txt'; [^\n]*\n$/,
    );
  });

  it('says what is wrong with the command line, and makes no folder', async () => {
    rmSync(home, { recursive: true });
    const failure: unknown = await start(['--prot', '80']).catch((error: unknown) => error);
    expect(String(failure)).toMatch(
      /ended with code 1: Unknown option '--prot'\. 'npm start -- --help' lists the options\.\n$/,
    );
    expect(existsSync(home)).toBe(false);
  });

  it('uploads the demo model once, under its own name and as the default, until somebody has uploaded another', async () => {
    const first = await start([]);
    for (const name of ['sentiment', 'default']) {
      expect(
        await first.client.call('POST', `/predict?model=${name}`, { json: { text: '很好' } }),
      ).toMatchObject({ status: 200, body: [{ label: 'positive' }] });
    }
    expect(first.stack.output).toContain(`curl ${first.stack.url}/predict`);
    await first.client.upload({ 'model.onnx': createDoubler() });
    await first.stack.end();

    const { client } = await start([]);
    expect(
      (await client.call('POST', '/predict', { json: { tensors: { x: [[1]] } } })).body,
    ).toEqual([{ y: 2 }]);
    expect((await client.call('GET', '/models/sentiment/versions')).body.versions).toHaveLength(1);
  });
});
