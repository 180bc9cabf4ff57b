/**
 * Predictions while a real S3 server, or the way to it, does what it should not. Whatever that is,
 * an answer is the model's, or 503 with a reason and the time to come again; and the next one is
 * right once the store is. RADOSGW_URL (test/tools/radosgw-up.sh), MOTO_URL (moto_server).
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/hosts.ts';
import type { PredictReply } from '../support/hosted-predict.ts';
import { FAULTS, type FaultName } from '../support/store-faults.ts';
import { createTableModel } from '../support/table-model.ts';
import { uploadToBucket, type BucketModel } from './service/bucket-model.ts';

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
/** A reader gets over these by itself. */
const OVERCOME = new Set<FaultName>(['a first byte that comes late']);
const OF_RANGES = new Set<FaultName>([
  'another range than was asked for',
  'the whole object for a range',
]);
/** A store's own checksums tell of these: moto has them, and that radosgw has none. */
const OF_BYTES = new Set<FaultName>([
  'half a body that is said to be all of it',
  'other bytes',
  'one bit that is another',
  'one bit of a digest that is another',
]);
const OF_RECORDS = new Set<FaultName>(['one bit of a digest that is another']);

describe.each(['RADOSGW_URL', 'MOTO_URL'] as const)('a store that has faults, %s', (server) => {
  let bucket: BucketModel;

  beforeAll(async () => {
    bucket = await uploadToBucket(server, 'table', MODEL.files);
  }, PATIENCE_MS);

  afterAll(() => bucket.close());

  const cases = (Object.keys(FAULTS) as FaultName[])
    .filter((fault) => server === 'RADOSGW_URL' || OF_BYTES.has(fault))
    .flatMap((fault) =>
      (Object.keys(TARGETS) as (keyof typeof TARGETS)[])
        .filter((target) => !(target === 'files' ? OF_RECORDS : OF_RANGES).has(fault))
        .map((target) => [fault, target] as const),
    );
  it.each(cases)(
    'is answered for, and right as soon as it can be, when it has %s: the %s',
    async (fault, target) => {
      const { proxy } = bucket;
      const hosted = HOSTS.map((host) => bucket.start(host, 0));
      const callAll = (): Promise<PredictReply[]> =>
        Promise.all(hosted.map((predict) => predict.post(INFER, REQUEST)));
      try {
        proxy.begin(FAULTS[fault], TARGETS[target]);
        for (const reply of await callAll()) expectRightOrUnavailable(reply, fault);
        proxy.stop();
        for (const reply of await callAll()) expectRight(reply);
        // A model in memory answers whatever the store does.
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
