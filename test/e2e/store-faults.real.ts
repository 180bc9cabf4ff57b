/**
 * Predictions while a real S3 server, or the way to it, does what it should not. Whatever that is,
 * an answer is the model's, or 503 with a reason and the time to come again; and the next one is
 * right once the store is. RADOSGW_URL (test/tools/radosgw-up.sh), MOTO_URL (moto_server).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { S3ObjectStore } from '../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import { HOSTS, type HostName } from '../../local/instances/instance-link.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { HostedPredict, type PredictReply } from '../support/hosted-predict.ts';
import { FAULTS, type FaultName } from '../support/store-faults.ts';
import { createTableModel } from '../support/table-model.ts';
import { createBucket, useServer } from '../tools/s3-servers.ts';
import { LocalStack } from './local-stack.ts';
import { Client } from './service/client.ts';
import { awaitOutcome } from './service/fixtures.ts';

const MIB = 1024 * 1024;
/** Three ranges of 4 MiB, the last of which is shorter. */
const MODEL = createTableModel(9 * MIB);
/** Every number of the weights is in the answer. */
const IDS = Array.from({ length: MODEL.rows }, (_, id) => id);
const ANSWER = MODEL.expect(IDS);
const INFER = '/v2/models/table/infer';
const REQUEST = { inputs: [{ name: 'ids', datatype: 'INT64', shape: [IDS.length], data: IDS }] };
/** More than three times the ten seconds for which a store may say nothing. */
const PATIENCE_MS = 120_000;

const TARGETS = {
  record: (asked: string) => asked.endsWith('/model.json'),
  files: (asked: string) => /model\.onnx(\.data)?$/.test(asked),
};
/** What a reader gets over by itself. */
const OVERCOME = new Set<FaultName>(['a first byte that comes late']);
const OF_RANGES = new Set<FaultName>([
  'another range than was asked for',
  'the whole object for a range',
]);
/** What a store's own checksums tell: moto has them, and that radosgw has none. */
const OF_BYTES = new Set<FaultName>([
  'half a body that is said to be all of it',
  'other bytes',
  'one bit that is another',
]);

describe.each(['RADOSGW_URL', 'MOTO_URL'] as const)('a store that has faults, %s', (server) => {
  const home = mkdtempSync(path.join(tmpdir(), 'maas-faults-'));
  let proxy: FaultProxy;
  let bucket: string;

  beforeAll(async () => {
    useServer(server);
    bucket = await createBucket();
    const url = process.env[server] ?? '';
    const store = new S3ObjectStore({ bucket, pathStyle: true, clock: systemClock });
    proxy = await FaultProxy.start({
      url,
      readWhole: async (asked) => {
        const object = await store.get(decodeURIComponent(asked.slice(`/${bucket}/`.length)));
        return typeof object === 'object' ? Buffer.from(object.bytes) : Buffer.alloc(0);
      },
    });
    const options = ['--no-demo', '--bucket', bucket, '--s3-endpoint', url];
    const stack = await LocalStack.start(home, options);
    const client = new Client({ url: stack.url });
    await client.uploadPresigned('table', MODEL.files, { task: 'tensor', alias: 'live' });
    await awaitOutcome(client, 'table', 1);
    await stack.end();
  }, PATIENCE_MS);

  afterAll(async () => {
    await proxy.close();
    rmSync(home, { recursive: true, force: true });
  });

  const start = (host: HostName): HostedPredict =>
    new HostedPredict(host, {
      MAAS_BUCKET: bucket,
      MAAS_S3_PATH_STYLE: 'true',
      MAAS_RECORD_TTL_MS: '0',
      AWS_ENDPOINT_URL_S3: proxy.url,
    });

  const cases = (Object.keys(FAULTS) as FaultName[])
    .filter((fault) => server === 'RADOSGW_URL' || OF_BYTES.has(fault))
    .flatMap((fault) =>
      (Object.keys(TARGETS) as (keyof typeof TARGETS)[])
        .filter((target) => target === 'files' || !OF_RANGES.has(fault))
        .map((target) => [fault, target] as const),
    );
  it.each(cases)(
    'is answered for, and right as soon as it can be, when it has %s: the %s',
    async (fault, target) => {
      const hosted = HOSTS.map(start);
      const callAll = (): Promise<PredictReply[]> =>
        Promise.all(hosted.map((predict) => predict.post(INFER, REQUEST)));
      try {
        proxy.begin(FAULTS[fault], TARGETS[target]);
        for (const reply of await callAll()) expectRightOrUnavailable(reply, fault);
        proxy.stop();
        for (const reply of await callAll()) expectRight(reply);
        // What is in memory answers whatever the store does.
        proxy.begin(FAULTS[fault], TARGETS[target]);
        for (const reply of await callAll()) expectRight(reply);
      } finally {
        proxy.stop();
        await Promise.all(hosted.map((predict) => predict.end()));
      }
    },
    PATIENCE_MS,
  );
});

function expectRight({ status, text }: PredictReply): void {
  const { outputs, error } = JSON.parse(text) as {
    outputs?: { data: number[] }[];
    error?: string;
  };
  expect({ status, error }).toEqual({ status: 200, error: undefined });
  expect(outputs?.[0]?.data).toEqual(ANSWER);
}

function expectRightOrUnavailable(reply: PredictReply, fault: FaultName): void {
  if (reply.status === 200 || OVERCOME.has(fault)) {
    expectRight(reply);
    return;
  }
  const { error, code } = JSON.parse(reply.text) as { error: string; code: string };
  expect({ status: reply.status, code, error }).toEqual({
    status: 503,
    code: expect.stringMatching(/^(STORE_UNAVAILABLE|LOADING_FAILED)$/),
    error: expect.stringMatching(/store/),
  });
  expect(reply.headers['retry-after']).toMatch(/^[1-9]/);
}
