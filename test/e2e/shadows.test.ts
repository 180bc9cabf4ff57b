import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { encodeDying, encodeEating, encodeHanging, FAULTY } from '../support/faulty-models.ts';
import { poll } from '../support/poll.ts';
import { LocalStack } from './local-stack.ts';
import { Client, type Reply } from './service/client.ts';
import { createDoubler } from './service/fixtures.ts';

/** On a busy machine copies get a tenth of a processor. */
const PATIENCE_MS = 300_000;
jest.setTimeout(2 * PATIENCE_MS);

const home = mkdtempSync(path.join(tmpdir(), 'maas-shadows-'));
let stack: LocalStack;
let client: Client;

beforeAll(async () => {
  stack = await LocalStack.start(home, ['--no-demo', '--predict-timeout', '5']);
  client = new Client({ url: stack.url });
});
afterAll(async () => {
  await stack.end('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

async function infer(model: string, number: number): Promise<Reply> {
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [number] }];
  return client.call('POST', `/v2/models/${model}/infer`, { json: { inputs } });
}

/** Instances that run predictions for callers. */
function listServing(): number[] {
  return stack
    .listProcesses()
    .filter(({ command }) => command.endsWith(' predict'))
    .map(({ id }) => id);
}

async function readShadow(model: string): Promise<Record<string, number> | undefined> {
  const { body } = await client.call('GET', `/models/${model}/metrics?period=PT1H`);
  return (body.shadows as Record<string, number>[])[0];
}

describe('a shadow', () => {
  it.each([
    ['hangs', encodeHanging()],
    ['ends its process', encodeDying()],
    ['eats its memory', encodeEating()],
  ])('that %s changes no answer, and no instance of predict', async (how, faulty) => {
    const model = how.replace(/\W/g, '-');
    for (const bytes of [createDoubler(), faulty]) {
      const uploaded = await client.upload({ 'model.onnx': bytes }, { name: model });
      expect([uploaded.status, uploaded.body.error]).toEqual([201, undefined]);
    }
    const json = { version: 1, shadow: { version: 2, percent: 100 } };
    expect((await client.call('PUT', `/models/${model}/aliases/live`, { json })).status).toBe(200);
    expect((await infer(model, 1)).status).toBe(200);
    const serving = listServing();
    expect(serving).not.toEqual([]);
    for (const number of [FAULTY, 1, FAULTY, 2]) {
      const answer = await infer(model, number);
      expect([answer.status, answer.headers.get('x-model-version')]).toEqual([200, '1']);
      expect(answer.body.outputs[0].data).toEqual([2 * number]);
    }
    const seen = await poll(
      'every copy is counted',
      async () => {
        const shadow = await readShadow(model);
        return shadow?.copies === 5 ? shadow : undefined;
      },
      PATIENCE_MS,
    );
    expect(seen).toMatchObject({ version: 2, errors: 2, compared: 3, agreement: 1 });
    expect(listServing()).toEqual(expect.arrayContaining(serving));
    const { body } = await client.call('GET', `/models/${model}/metrics?period=PT1H`);
    expect(body).toMatchObject({ predictions: 5, errors: { total: 0 } });
  });
});
