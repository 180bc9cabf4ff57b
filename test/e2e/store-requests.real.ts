/**
 * Counts the requests of a prediction to the bucket, before a real S3 server: RADOSGW_URL
 * (test/tools/radosgw-up.sh).
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOSTS } from '../../local/hosts.ts';
import type { HostedPredict } from '../support/hosted-predict.ts';
import { poll } from '../support/poll.ts';
import { createTableModel } from '../support/table-model.ts';
import { uploadToBucket, type BucketModel } from './service/bucket-model.ts';

const MIB = 1024 * 1024;
const WEIGHT_BYTES = 9 * MIB;
const MODEL = createTableModel(WEIGHT_BYTES);
const START_MS = 120_000;
const NEVER_MS = 600_000;
/** Longer than a call takes, which asks for its record twice. */
const SHORT_MS = 1000;

describe.each(HOSTS)('a prediction in the host %s', (host) => {
  let bucket: BucketModel;
  const started: HostedPredict[] = [];
  const start = (recordTtlMs: number): HostedPredict => {
    const predict = bucket.start(host, recordTtlMs);
    started.push(predict);
    return predict;
  };
  /** The requests of one call, as what they are for. */
  const count = async (predict: HostedPredict): Promise<string[]> => {
    const before = bucket.proxy.seen.length;
    const inputs = [{ name: 'ids', datatype: 'INT64', shape: [1], data: [5] }];
    const { status, text } = await predict.post('/v2/models/table/infer', { inputs });
    expect({ status, data: findData(text) }).toEqual({ status: 200, data: MODEL.expect([5]) });
    return bucket.proxy.seen.slice(before).map(describeRequest).sort();
  };

  beforeAll(async () => {
    bucket = await uploadToBucket('RADOSGW_URL', 'table', MODEL.files);
  }, START_MS);
  afterAll(async () => {
    for (const predict of started) await predict.end();
    await bucket.close();
  });

  it("asks for the model's record once and for each byte of its files once when it is the first", async () => {
    const asked = await count(start(NEVER_MS));
    expect(asked.filter((what) => what.startsWith('record'))).toEqual(['record 200']);
    const ranges = asked.filter((what) => !what.startsWith('record'));
    expect(ranges.every((what) => what.endsWith(' 206'))).toBe(true);
    expect(sumBytes(ranges, 'model.onnx.data')).toBe(WEIGHT_BYTES);
    expect(sumBytes(ranges, 'model.onnx')).toBe(MODEL.files['model.onnx']?.length);
  });

  it('asks for nothing when the model is in memory', async () => {
    const predict = start(NEVER_MS);
    await count(predict);
    for (let call = 0; call < 5; call++) expect(await count(predict)).toEqual([]);
  });

  it('asks whether the record is another, and no more, when its time is over', async () => {
    const predict = start(SHORT_MS);
    await count(predict);
    const asked = await poll('the record is asked for again', async () => {
      const requests = await count(predict);
      return requests.length > 0 && requests;
    });
    expect(asked).toEqual(['record, if it is another 304']);
  });
});

function describeRequest({
  path,
  range,
  isConditional,
  status,
}: BucketModel['proxy']['seen'][number]): string {
  if (path.endsWith('/model.json')) {
    return `record${isConditional ? ', if it is another' : ''} ${status}`;
  }
  return `${path.split('/').at(-1) ?? ''} ${range ?? 'whole'} ${status}`;
}

function sumBytes(ranges: readonly string[], file: string): number {
  return ranges
    .filter((what) => what.startsWith(`${file} `))
    .map((what) => /bytes=(\d+)-(\d+)/.exec(what) ?? [])
    .reduce((sum, [, first, last]) => sum + Number(last) - Number(first) + 1, 0);
}

function findData(text: string): unknown {
  return (JSON.parse(text) as { outputs?: { data: number[] }[] }).outputs?.[0]?.data;
}
