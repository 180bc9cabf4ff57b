/**
 * From a prediction to the message that wakes somebody, on a deployed stack: what
 * `test/tools/stack-user.py` and `test/tools/stack-witness.py` print. The stack's own alarms are
 * Metrics Insights queries, which the emulator does not know: `stack-witness.py` adds two on the
 * bare `Errors` and `PredictionLatency` for them. An alarm rings once until it is well again, for
 * which `stack-witness.py` sees first.
 */
import { randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import aws4 from 'aws4';
import { encodeOnnx, node, subgraph, TYPE, value } from '../support/onnx-model.ts';
import { poll } from '../support/poll.ts';
import { Client } from './service/client.ts';
import { createDoubler, createName } from './service/fixtures.ts';

const {
  MAAS_URL = '',
  MAAS_API_KEY,
  MAAS_REGION = '',
  MAAS_BUCKET_NAME = '',
  MAAS_WITNESS_KEY_ID = '',
  MAAS_WITNESS_SECRET = '',
  MAAS_WITNESS_QUEUE_URL = '',
  AWS_ENDPOINT_URL = '',
} = process.env;
const TIMEOUT_MS = 120_000;
const client = new Client({
  url: MAAS_URL.replace(/\/$/, ''),
  apiKey: MAAS_API_KEY,
  region: MAAS_REGION,
});

interface AlarmMessage {
  readonly AlarmName: string;
  readonly NewStateValue: string;
}

async function callAws(service: string, method: string, url: string, body = ''): Promise<string> {
  const { host, pathname } = new URL(url);
  const request = {
    service,
    region: MAAS_REGION,
    host,
    method,
    path: pathname,
    body,
    headers: body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' },
  };
  const { headers = {} } = aws4.sign(request, {
    accessKeyId: MAAS_WITNESS_KEY_ID,
    secretAccessKey: MAAS_WITNESS_SECRET,
  });
  const response = await fetch(url, {
    method,
    headers: headers as Record<string, string>,
    ...(body === '' ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} was answered ${response.status} ${text}`);
  return text;
}

const rang: AlarmMessage[] = [];

/** Reads the topic's messages from the queue until one names this alarm. */
async function awaitAlarm(name: RegExp): Promise<AlarmMessage> {
  return poll(
    `the alarm ${String(name)} rings`,
    async () => {
      const text = await callAws(
        'sqs',
        'POST',
        MAAS_WITNESS_QUEUE_URL,
        'Action=ReceiveMessage&Version=2012-11-05&MaxNumberOfMessages=10&VisibilityTimeout=600&WaitTimeSeconds=1',
      );
      for (const [, body = ''] of text.matchAll(/<Body>(.*?)<\/Body>/gs)) {
        const { Message } = JSON.parse(
          body
            .replaceAll('&quot;', '"')
            .replaceAll('&lt;', '<')
            .replaceAll('&gt;', '>')
            .replaceAll('&amp;', '&'),
        ) as { Message: string };
        rang.push(JSON.parse(Message) as AlarmMessage);
      }
      return rang.find(
        (message) => message.NewStateValue === 'ALARM' && name.test(message.AlarmName),
      );
    },
    60_000,
  );
}

/** Goes round its loop as often as it is told. */
function createLoop(): Uint8Array {
  const body = subgraph({
    node: [node('Identity', ['go'], ['goOn']), node('Add', ['v', 'v'], ['v2'])],
    input: [value('i', TYPE.INT64, []), value('go', TYPE.BOOL, []), value('v', TYPE.FLOAT, [1])],
    output: [value('goOn', TYPE.BOOL, []), value('v2', TYPE.FLOAT, [1])],
  });
  return encodeOnnx({
    graph: {
      node: [node('Loop', ['rounds', '', 'x'], ['y'], { body })],
      input: [value('rounds', TYPE.INT64, [1]), value('x', TYPE.FLOAT, [1])],
      output: [value('y', TYPE.FLOAT, [1])],
    },
  });
}

describe('whoever listens to the topic', () => {
  it(
    'hears of predictions that fail by the fault of the service',
    async () => {
      const model = createName('broken');
      const columns = randomInt(2, 10_000); // of bytes that no instance has on its disk
      expect(
        (await client.upload({ 'model.onnx': createDoubler(TYPE.FLOAT, columns) }, { name: model }))
          .status,
      ).toBe(201);
      await callAws(
        's3',
        'DELETE',
        `${AWS_ENDPOINT_URL}/${MAAS_BUCKET_NAME}/models/${model}/versions/1/files/model.onnx`,
      );
      const answer = await client.call('POST', `/models/${model}/predict`, {
        json: { tensors: { x: [Array.from({ length: columns }, () => 1)] } },
      });
      expect(answer).toMatchObject({ status: 503, body: { code: 'LOADING_FAILED' } });
      expect(await awaitAlarm(/Errors$/)).toMatchObject({ NewStateValue: 'ALARM' });
    },
    TIMEOUT_MS,
  );

  it(
    'hears of predictions that take too long',
    async () => {
      const model = createName('slow');
      expect((await client.upload({ 'model.onnx': createLoop() }, { name: model })).status).toBe(
        201,
      );
      const run = async (rounds: number): Promise<number> => {
        const { status, headers } = await client.call('POST', `/models/${model}/predict`, {
          json: { tensors: { rounds: [rounds], x: [1] } },
        });
        const [, ms] = /total;dur=([\d.]+)/.exec(headers.get('server-timing') ?? '') ?? [];
        expect([status, ms]).toEqual([200, expect.any(String)]);
        return Number(ms);
      };
      let rounds = 100_000;
      // Until it is slower than the threshold on whatever machine this is.
      for (let ms = await run(rounds); ms <= 5000; ms = await run(rounds)) {
        rounds = Math.ceil(rounds * Math.min(20, 6500 / Math.max(ms, 1)));
      }
      expect(await awaitAlarm(/Latency/)).toMatchObject({ NewStateValue: 'ALARM' });
    },
    TIMEOUT_MS,
  );
});
