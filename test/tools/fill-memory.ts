/**
 * The deployed image of `predict` in a container with the memory of the function, which is killed
 * when it takes more: models that fill what is kept for models, and between their runs the largest
 * bodies of JSON that a call may have, so that V8's heap and ONNX Runtime's memory are full together.
 *   fill-memory.ts WORKDIR        needs MAAS_URL, MAAS_API_KEY, MAAS_REGION and AWS's own variables
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from '../e2e/service/client.ts';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../support/onnx-model.ts';
import { toEvent } from '../support/gateway-event.ts';
import { poll } from '../support/poll.ts';
import { startByEvents } from './predict-by-events.ts';

const [work = ''] = process.argv.slice(2);
const { MAAS_URL = '', MAAS_API_KEY, MAAS_REGION } = process.env;
const client = new Client({
  url: MAAS_URL.replace(/\/$/, ''),
  apiKey: MAAS_API_KEY,
  region: MAAS_REGION,
});
/** Sixteen of 80 MB are more than the 1,257 MB that predict keeps for models: some are let go. */
const MODELS = 16;
const WIDTH = 4500;
const ROUNDS = 3;
/** As JSON some 5 MB: Lambda takes 6 MB of an event. */
const BODY_ROWS = 60;
const READY_MS = 120_000;

const tmp = mkdtempSync(path.join(work, 'tmp-'));
chmodSync(tmp, 0o777);
for (let model = 0; model < MODELS; model++) {
  await upload(`heavy-${model}`, encodeHeavy(model + 1));
}
// A container of the stack itself, which ours is made like.
await client.call('POST', '/models/heavy-0/predict', { json: { tensors: { x: [] } } });
const predict = await startByEvents(work, tmp);
try {
  const row = Array.from({ length: WIDTH }, (_, column) => 1 + column / 1e9);
  const rows = Array.from({ length: BODY_ROWS }, () => row);
  for (let call = 0; call < ROUNDS * MODELS; call++) {
    const model = call % MODELS;
    const { prelude, body } = await predict.answer(
      toEvent('POST', `/models/heavy-${model}/predict`, {
        json: { tensors: { x: rows } },
        headers: { 'content-type': 'application/json' },
      }),
    );
    assert.match(prelude, /"statusCode":200/, body.subarray(0, 500).toString());
    const answered = JSON.parse(body.toString()) as { y: number }[];
    assert.equal(answered.length, BODY_ROWS);
  }
  console.log(
    `${ROUNDS * MODELS} calls of ${MODELS} models in 1,769 MB, none killed; at most ` +
      `${predict.peakMb()} MB, files that are mapped counted in`,
  );
} finally {
  predict.end();
  rmSync(tmp, { recursive: true, force: true });
}
console.log('memory: 1 passed, 0 failed');
process.exit(0);

async function upload(model: string, bytes: Uint8Array): Promise<void> {
  const { status, text } = await client.uploadPresigned(
    model,
    { 'model.onnx': bytes },
    { alias: 'live' },
  );
  assert.equal(status, 202, text);
  await poll(
    `${model} is READY`,
    async () => {
      const version = await client.call('GET', `/models/${model}/versions/1`);
      assert.notEqual(version.body.status, 'REJECTED', version.text);
      return version.body.status === 'READY';
    },
    READY_MS,
  );
}

/** `y = x × W`, and of each row the mean. */
function encodeHeavy(factor: number): Uint8Array {
  const weights = new Float32Array(WIDTH * WIDTH).fill(factor);
  return encodeOnnx({
    graph: {
      node: [
        node('MatMul', ['x', 'W'], ['product']),
        node('ReduceMean', ['product', 'axes'], ['y']),
      ],
      input: [value('x', TYPE.FLOAT, ['n', WIDTH])],
      output: [value('y', TYPE.FLOAT, ['n', 1])],
      initializer: [
        rawTensor('W', [WIDTH, WIDTH], weights),
        rawTensor('axes', [1], BigInt64Array.of(1n)),
      ],
    },
  });
}
