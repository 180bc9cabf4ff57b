import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expectGone } from './local-stack.ts';
import { createDoubler, SENTIMENT } from './service/fixtures.ts';
import { home, start, predict, useStacks } from './started-stacks.ts';

useStacks();

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
      /ended with code 1: MAAS_HOME is [^\n]*, which holds [^\n]* not this service's, as 'thesis.txt'; [^\n]*\n$/,
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

  it('uploads the demo model once, as the default too, until somebody has uploaded another', async () => {
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
