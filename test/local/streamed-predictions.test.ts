import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/hosts.ts';
import { poll } from '../support/poll.ts';
import { startGateway, type TestGateway } from './support/exchange.ts';
import { bundleProgram } from './support/bundle-program.ts';
import { startTinyFunction, type TinyFunction } from './support/tiny-function.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'maas-streams-'));

let functions: TinyFunction;
let gateway: TestGateway;

afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function open(order: object): Promise<{ response: Response; reader: Reader }> {
  const response = await fetch(`${gateway.url}/models/m/predict`, {
    method: 'POST',
    body: JSON.stringify(order),
  });
  if (!response.body) throw new Error('The answer has no body.');
  return { response, reader: response.body.getReader() };
}

async function count(reader: Reader): Promise<number> {
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes += value.length;
  }
}

/** The lines that the function printed as JSON. */
const parsed = (): Record<string, unknown>[] =>
  functions.lines
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const metrics = (): Record<string, unknown>[] => parsed().filter(({ _aws }) => _aws !== undefined);
const logged = (): Record<string, unknown>[] => parsed().filter(({ time }) => time !== undefined);
const made = (): number => functions.lines.filter((line) => line.startsWith('made')).length;
const released = (): number => functions.lines.filter((line) => line === 'released').length;

async function untilObserved(): Promise<void> {
  await poll('it is observed', () => metrics().length > 0 && logged().length > 0);
}

/**
 * The process that served the one before lives on, and one more call is answered: by another, where
 * it has not yet said that it waits again.
 */
async function expectSurvival(): Promise<void> {
  const [before] = functions.pool.processIds;
  expect(await count((await open({ chunks: 1, bytes: 3 })).reader)).toBe(3);
  expect(functions.pool.processIds).toContain(before);
}

const PROGRAMS = { lambda: 'stream-on-lambda.ts', process: 'stream-in-process.ts' };

describe.each(HOSTS)('a prediction that streams, on the host %s', (host) => {
  let code: string;
  beforeAll(() => {
    code = bundleProgram(PROGRAMS[host]);
  });
  beforeEach(async () => {
    functions = startTinyFunction(code, { host, maxInstances: 1 });
    gateway = await startGateway((_, call, options) =>
      functions.pool.invoke(host === 'process' ? call.received : call.toEvent(), options),
    );
  });
  afterEach(async () => {
    await gateway.close();
    await functions.close();
  });

  it('is read while it is made, and observed when it ends', async () => {
    const gate = path.join(folder, `gate-${host}`);
    const { response, reader } = await open({ chunks: 2, bytes: 10, gate });
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('x-prediction-id')).toBe('p-1');
    expect(response.headers.get('x-model-version')).toBe('1');
    expect((await reader.read()).value).toHaveLength(10);
    expect(made()).toBe(1);
    expect(metrics()).toEqual([]);
    expect(released()).toBe(0);

    writeFileSync(gate, '');
    expect(await count(reader)).toBe(10);
    await untilObserved();
    expect(metrics()).toMatchObject([
      { Model: 'm', Version: '1', Predictions: 1, Errors: 0, predictionId: 'p-1' },
    ]);
    expect(metrics()[0]).toHaveProperty('PredictionLatency');
    expect(logged()).toMatchObject([{ level: 'info', status: 200, predictionId: 'p-1' }]);
    expect(released()).toBe(1);
  });

  it('is made no further than its caller reads, and given up when he leaves', async () => {
    const { reader } = await open({ chunks: 2000, bytes: 65_536 });
    await reader.read();
    const held = await poll('it stands still', async () => {
      const before = made();
      await pause(100);
      return made() === before && before;
    });
    expect(held).toBeLessThan(500);

    await reader.cancel();
    await untilObserved();
    expect(made()).toBeLessThan(1000);
    expect(functions.lines.filter((line) => line.startsWith('ended by'))).toHaveLength(1);
    expect(metrics()).toMatchObject([
      { Predictions: 1, Errors: 0, ClientErrors: 1, ErrorType: 'CALLER_LEFT' },
    ]);
    expect(logged()).toMatchObject([{ level: 'info', code: 'CALLER_LEFT' }]);
    expect(released()).toBe(1);
    await expectSurvival();
  });

  it('arrives whole when it is large and read', async () => {
    const { reader } = await open({ chunks: 1000, bytes: 65_536 });
    expect(await count(reader)).toBe(65_536_000);
  });

  it('is one error when it breaks after its first bytes, and half an answer for its caller', async () => {
    const { reader } = await open({ chunks: 3, bytes: 10, then: 'fail' });
    await expect(count(reader)).rejects.toThrow();
    await untilObserved();
    expect(metrics()).toMatchObject([{ Predictions: 1, Errors: 1, ErrorType: 'INTERNAL' }]);
    expect(logged()).toMatchObject([
      { level: 'error', code: 'INTERNAL', error: { message: 'The model broke.' } },
    ]);
    expect(released()).toBe(1);
    await expectSurvival();
  });

  it('is one death, with its model, when it takes its process along', async () => {
    const gate = path.join(folder, `deadly-gate-${host}`);
    const { reader } = await open({ chunks: 2, bytes: 10, gate, then: 'die' });
    expect((await reader.read()).value).toHaveLength(10);
    writeFileSync(gate, '');
    await expect(count(reader)).rejects.toThrow();
    await poll('it is counted', () => functions.deaths.length > 0);
    expect(functions.deaths).toMatchObject([
      { code: 'PROCESS_DIED', note: { model: 'm', version: 1 } },
    ]);
    expect(metrics()).toEqual([]);
    expect(await count((await open({ chunks: 1, bytes: 3 })).reader)).toBe(3);
    expect(functions.deaths).toHaveLength(1);
  });
});
