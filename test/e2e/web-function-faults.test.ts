/** A web function's processes do nothing to each other, nor to the listener in front of them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findPredictionNote } from '../../layers/maas/adapters/watch/prediction-note.ts';
import { WEB_FUNCTION } from '../../layers/maas/contract/web-function.ts';
import { encodeEating, encodeHanging, FAULTY } from '../support/faulty-models.ts';
import { poll } from '../support/poll.ts';
import { LocalStack } from './local-stack.ts';
import type { Reply } from './service/client.ts';
import { createDoubler } from './service/fixtures.ts';
import { SplitClient, toFolderEnvironment, WebArtefact } from './web-artefact.ts';

const START_MS = 240_000;
const LIMIT_MS = 8000;
const home = mkdtempSync(path.join(tmpdir(), 'maas-web-faults-'));
let stack: LocalStack | undefined;
let web: WebArtefact | undefined;
let client: SplitClient | undefined;

beforeAll(async () => {
  stack = await LocalStack.start(home, ['--no-demo']);
  const environment = {
    ...toFolderEnvironment(home, stack.url),
    MAAS_PREDICT_TIMEOUT_MS: String(LIMIT_MS),
  };
  web = await WebArtefact.start({ given: home, environment });
  client = new SplitClient(stack.url, web.url);
  for (const [name, model] of Object.entries({
    good: createDoubler(),
    hanging: encodeHanging(),
    eating: encodeEating(),
  })) {
    await client.upload({ 'model.onnx': model }, { name });
  }
}, START_MS);
afterAll(async () => {
  await stack?.end();
  rmSync(home, { recursive: true, force: true });
});

function infer(model: string, x: number): Promise<Reply> {
  const input = { name: 'x', datatype: 'FP32', shape: [1, 1], data: [x] };
  const reply = client?.call('POST', `/v2/models/${model}/infer`, { json: { inputs: [input] } });
  return reply ?? Promise.reject(new Error('The service did not start.'));
}

/** The processes that run predict. */
function listInstances(): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(web?.processId)], {
    encoding: 'utf8',
  });
  return stdout.split('\n').flatMap((line) => {
    const [, id] = /^\s*(\d+) .*process\.js/.exec(line) ?? [];
    return id === undefined ? [] : [Number(id)];
  });
}

/** Tells whether one of them notes that it runs this model: each in its own view of `/tmp`. */
function isRunning(model: string): boolean {
  const [id] = listInstances();
  const folder = `/proc/${id}/root/tmp/instances`;
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((name) => {
    const note = findPredictionNote(path.join(folder, name, 'prediction.json'));
    return note?.stage === 'running' && note.model === model;
  });
}

/** Of a model's calls, by the metric lines. */
function countErrors(model: string): number {
  const lines = (web?.output ?? '').split('\n').filter((line) => line.startsWith('{"_aws"'));
  return lines
    .map((line) => JSON.parse(line) as { Model?: string; Errors?: number; Predictions?: number })
    .filter(({ Model }) => Model === model)
    .reduce((sum, { Errors = 0 }) => sum + Errors, 0);
}

describe('a web function', () => {
  it('ends a run that hangs, counts it once, and answers others meanwhile', async () => {
    const faulty = infer('hanging', FAULTY);
    const others = await Promise.all(Array.from({ length: 8 }, (_, x) => infer('good', x)));
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 200));
    expect((await faulty).body).toMatchObject({ code: 'TIMEOUT' });
    await poll('it is counted', () => countErrors('hanging') > 0);
    expect(await infer('hanging', 1)).toMatchObject({ status: 200 });
    expect(countErrors('hanging')).toBe(1);
  });

  it('starts another process for one that dies, and counts the call that it had', async () => {
    const before = countErrors('hanging');
    const faulty = infer('hanging', FAULTY);
    await poll('it runs', () => isRunning('hanging'));
    for (const id of listInstances()) process.kill(id, 'SIGKILL');
    expect((await faulty).body).toMatchObject({ code: 'PROCESS_DIED' });
    await poll('it is counted', () => countErrors('hanging') > before);
    expect(await infer('good', 1)).toMatchObject({ status: 200 });
    expect(countErrors('hanging')).toBe(before + 1);
  });

  it('ends the process that takes more than there is', async () => {
    expect((await infer('eating', FAULTY)).body).toMatchObject({
      code: expect.stringMatching(/^(MEMORY_LIMIT|OUT_OF_MEMORY|PROCESS_DIED)$/) as unknown,
    });
    expect(await infer('good', 1)).toMatchObject({ status: 200 });
  });

  it('answers as many at once as Lambda sends', async () => {
    const replies = await Promise.all(
      Array.from({ length: WEB_FUNCTION.mostRequests }, (_, x) => infer('good', x)),
    );
    expect(replies.map(({ status, body }) => [status, body.outputs?.[0].data])).toEqual(
      replies.map((_, x) => [200, [2 * x]]),
    );
  });

  it('ends, with all that it started, when Lambda says so', async () => {
    expect(await web?.end()).toBe(0);
  });
});
