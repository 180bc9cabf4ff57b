/**
 * The deployed image of `predict` in containers of our own, on the deployed store: how long it
 * takes from container to first prediction, under Lambda's Runtime Interface Emulator; and what the
 * stack's emulator cannot show, an answer over 6 MB that is streamed, through our own Runtime API.
 *   use-image.ts WORKDIR MODEL        MODEL is the demo model; needs MAAS_URL, MAAS_API_KEY,
 *   MAAS_REGION and AWS's own variables
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { Client } from '../e2e/service/client.ts';
import { createDoubler } from '../e2e/service/fixtures.ts';
import { toEvent } from '../support/gateway-event.ts';
import { split, startByEvents } from './predict-by-events.ts';
import { listContainers, startPredict } from './predict-container.ts';

const [work = '', model = ''] = process.argv.slice(2);
const { MAAS_URL = '', MAAS_API_KEY, MAAS_REGION } = process.env;
const client = new Client({
  url: MAAS_URL.replace(/\/$/, ''),
  apiKey: MAAS_API_KEY,
  region: MAAS_REGION,
});
const RIE = '127.0.0.1:9480';
const ROWS = 1_000_000;

const running = listContainers();
assert.ok(running.length > 0 && running.every(({ HostConfig }) => HostConfig.ReadonlyRootfs));
console.log(`${running.length} containers of the stack run, all of them with a read-only root`);

await predictUnderRie();
await streamThroughRuntimeApi();
console.log('image: 2 passed, 0 failed');
process.exit(0);

async function predictUnderRie(): Promise<void> {
  const event = JSON.stringify(
    toEvent('POST', `/models/${model}/predict`, {
      json: { text: '这是一个正面的文本' },
      headers: { 'content-type': 'application/json' },
    }),
  );
  const startedAt = performance.now();
  const container = startPredict(work, {
    start: [
      '/usr/local/bin/aws-lambda-rie',
      '--runtime-interface-emulator-address',
      RIE,
      '--runtime-api-address',
      '127.0.0.1:9481',
      '/lambda-entrypoint.sh',
    ],
  });
  try {
    const first = split(await Promise.race([invoke(event), container.ended]));
    const firstAt = performance.now();
    assert.match(first.body.toString(), /^\[\{"label":"positive","score":0\.654/);
    const second = split(await invoke(event));
    assert.deepEqual(second.body, first.body);
    console.log(
      `container start → first prediction ${(firstAt - startedAt).toFixed(0)} ms (podman, ` +
        `emulator and the model's download in it), the second ` +
        `${(performance.now() - firstAt).toFixed(0)} ms`,
    );
  } finally {
    container.end();
  }
}

/** Asks until the emulator in the container listens. */
async function invoke(event: string): Promise<Buffer> {
  for (const deadline = Date.now() + 60_000; ;) {
    try {
      return Buffer.from(
        await (
          await fetch(`http://${RIE}/2015-03-31/functions/function/invocations`, {
            method: 'POST',
            body: event,
          })
        ).arrayBuffer(),
      );
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(10);
    }
  }
}

async function streamThroughRuntimeApi(): Promise<void> {
  assert.equal(
    (await client.upload({ 'model.onnx': createDoubler() }, { name: 'streamed' })).status,
    201,
  );
  const predict = await startByEvents(work);
  try {
    const values = Float32Array.from({ length: ROWS }, (_, index) => index / 7);
    const { prelude, body, pieces } = await predict.answer(toInferEvent(values));
    const { outputs } = JSON.parse(body.toString()) as { outputs: [{ data: number[] }] };
    assert.ok(
      prelude.includes('"statusCode":200') &&
        body.length > LIMITS.functionPayloadBytes &&
        pieces > 1,
    );
    assert.deepEqual(
      Float32Array.from(outputs[0].data),
      values.map((value) => 2 * value),
    );
    console.log(`an answer of ${body.length} bytes, streamed by the image in ${pieces} pieces`);
  } finally {
    predict.end();
  }
}

function toInferEvent(values: Float32Array): object {
  const head = JSON.stringify({
    inputs: [
      {
        name: 'x',
        datatype: 'FP32',
        shape: [values.length, 1],
        parameters: { binary_data_size: values.byteLength },
      },
    ],
  });
  return toEvent('POST', '/v2/models/streamed/infer', {
    body: Buffer.concat([Buffer.from(head), Buffer.from(values.buffer)]),
    headers: {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(head.length),
    },
  });
}
