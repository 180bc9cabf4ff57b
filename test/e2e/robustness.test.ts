import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { LocalProcess } from '../support/list-descendants.ts';
import { poll } from '../support/poll.ts';
import type { LocalStack } from './local-stack.ts';
import { expectGone } from './local-stack.ts';
import { encodeEndlessModel } from '../support/endless-model.ts';
import { awaitOutcome, createDoubler, SENTIMENT } from './service/fixtures.ts';
import { start, predict, useStacks } from './started-stacks.ts';

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

useStacks();

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
