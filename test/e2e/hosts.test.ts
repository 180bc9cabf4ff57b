/**
 * A caller sees the same whatever hosts predict: one service runs in the process host, one as on
 * AWS, and every call goes to both.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/hosts.ts';
import { LocalStack } from './local-stack.ts';
import { Client, type CallOptions, type Reply } from './service/client.ts';
import { createDoubler, SENTIMENT } from './service/fixtures.ts';

/** Two services that start beside each other, with their models. */
const START_MS = 180_000;

const home = mkdtempSync(path.join(tmpdir(), 'maas-hosts-'));
const stacks: LocalStack[] = [];
let clients: Client[] = [];

beforeAll(async () => {
  clients = await Promise.all(
    HOSTS.map(async (host) => {
      const stack = await LocalStack.start(path.join(home, host), ['--no-demo', '--host', host]);
      stacks.push(stack);
      const client = new Client({ url: stack.url });
      await client.upload({ 'model.onnx': SENTIMENT.model }, { name: 'text' });
      await client.upload({ 'model.onnx': createDoubler() }, { name: 'twice' });
      return client;
    }),
  );
}, START_MS);
afterAll(async () => {
  await Promise.all(stacks.map((stack) => stack.end()));
  rmSync(home, { recursive: true, force: true });
});

/** Headers of the connection, or such as differ each time. */
const UNLIKE = /^(content-length|transfer-encoding|connection|keep-alive|date|x-amzn-requestid)$/;

function toComparable({ status, headers, text, body }: Reply): unknown {
  const seen = Object.fromEntries([...headers].filter(([name]) => !UNLIKE.test(name)));
  const id = seen['x-prediction-id']?.replace(/^[0-9a-f-]{36}\..*$/, 'signed');
  const timing = seen['server-timing']?.replaceAll(/=[\d.]+/g, '').replace(/^(.*load.*), /, '');
  const hasId = (body as { requestId?: string } | undefined)?.requestId !== undefined;
  return {
    status,
    headers: { ...seen, 'x-prediction-id': id, 'server-timing': timing },
    text: hasId
      ? { ...(body as object), requestId: headers.get('x-amzn-requestid') === body.requestId }
      : text,
  };
}

const rows = (count: number): number[][] => Array.from({ length: count }, (_, row) => [row / 2]);
const tensor = (count: number, more: object = {}): CallOptions => ({
  json: {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [count, 1], data: rows(count) }],
    ...more,
  },
});
const binary = (count: number): CallOptions => {
  const blob = Buffer.from(Float32Array.from(rows(count).flat()).buffer);
  const input = { name: 'x', datatype: 'FP32', shape: [count, 1] };
  const head = Buffer.from(
    JSON.stringify({
      inputs: [{ ...input, parameters: { binary_data_size: blob.length } }],
      parameters: { binary_data_output: true },
    }),
  );
  return {
    body: Buffer.concat([head, blob]),
    headers: { 'inference-header-content-length': String(head.length) },
  };
};
const TEXT = { text: '这是一个正面的文本' };

describe('both hosts answer alike', () => {
  it.each<[string, string, CallOptions?]>([
    ['POST', '/models/text/predict', { json: TEXT }],
    ['POST', '/models/text/predict?version=1', { json: { ...TEXT, scores: true } }],
    ['POST', '/predict?model=text', { json: { inputs: TEXT.text } }],
    ['POST', '/models/text/predict', { json: { txet: 'x' } }],
    ['POST', '/models/text/predict', { body: '{"text": ' }],
    ['POST', '/models/text/predict', { body: '' }],
    [
      'POST',
      '/models/text/predict',
      { body: gzipSync(JSON.stringify(TEXT)), headers: { 'content-encoding': 'gzip' } },
    ],
    ['POST', '/models/text/predict', { body: 'no gzip', headers: { 'content-encoding': 'gzip' } }],
    ['POST', '/models/text/predict', { json: TEXT, headers: { 'content-encoding': 'br' } }],
    ['POST', '/models/text/predict?a=1&a=2', { json: TEXT }],
    ['POST', '/models/text/predict?vers=1', { json: TEXT }],
    ['POST', '/models/%E4%B8%AD/predict', { json: TEXT }],
    ['POST', '/models/%zz/predict', { json: TEXT }],
    ['POST', '/models/none/predict', { json: TEXT }],
    ['POST', '/models/text/predict?version=9', { json: TEXT }],
    ['GET', '/models/text/predict'],
    ['OPTIONS', '/models/text/predict'],
    ['POST', '/v2/models/twice/infer', tensor(3)],
    ['POST', '/v2/models/twice/infer', tensor(3, { id: 'mine' })],
    ['POST', '/v2/models/twice/infer', tensor(0)],
    ['POST', '/v2/models/twice/infer', binary(5)],
    ['POST', '/v2/models/twice/infer', binary(400_000)],
    ['POST', '/v2/models/twice/infer', { json: { inputs: [] } }],
    [
      'POST',
      '/v2/models/twice/infer',
      { ...binary(2), headers: { 'inference-header-content-length': '9999' } },
    ],
    ['POST', '/v1/embeddings', { json: { model: 'text', input: 'x' } }],
    ['POST', '/v1/embeddings', { json: { model: 'none', input: 'x' } }],
    [
      'POST',
      '/invocations?model=twice',
      { body: 'x\n1\n', headers: { 'content-type': 'text/csv', accept: 'text/csv' } },
    ],
    ['POST', '/models/text/predict', { body: new Uint8Array(4_800_000) }],
  ])('%s %s %#', async (method, url, options = {}) => {
    // The first loads the model, or makes the function start, and tells so in its times.
    for (const client of clients) await client.call(method, url, options);
    const [one, other] = await Promise.all(
      clients.map(async (client) => toComparable(await client.call(method, url, options))),
    );
    expect(one).toEqual(other);
  });
});
