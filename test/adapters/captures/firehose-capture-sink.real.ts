import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { FirehoseCaptureSink } from '../../../layers/maas/adapters/captures/firehose-capture-sink.ts';
import { StoreCaptures } from '../../../layers/maas/adapters/captures/store-captures.ts';
import { S3ObjectStore } from '../../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock as clock } from '../../../layers/maas/adapters/system-clock.ts';
import { versionFolder } from '../../../layers/maas/core/capture/capture-key.ts';
import type { CapturedLine } from '../../../layers/maas/core/ports/captures.ts';
import { describeCapturedLines } from '../../suites/captured-lines-suite.ts';
import { answerWith, startScriptedServer } from '../../support/scripted-server.ts';
import { createBucket, useServer } from '../../tools/s3-servers.ts';

/** Creates the stream as CloudFormation would; moto looks at no signature. */
async function createStream(bucket: string, prefix: string): Promise<string> {
  const name = `s-${randomUUID()}`;
  const response = await fetch(process.env.MOTO_URL ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Firehose_20150804.CreateDeliveryStream',
      authorization:
        'AWS4-HMAC-SHA256 Credential=key/20261129/us-east-1/firehose/aws4_request, ' +
        'SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({
      DeliveryStreamName: name,
      ExtendedS3DestinationConfiguration: {
        RoleARN: 'arn:aws:iam::123456789012:role/firehose',
        BucketARN: `arn:aws:s3:::${bucket}`,
        Prefix: prefix,
      },
    }),
  });
  expect(response.status).toBe(200);
  return name;
}

/**
 * The stack's stream reads of each line where it belongs; moto does not partition, so each place
 * has a stream of its own here.
 */
describeCapturedLines('Firehose on moto', async () => {
  useServer('MOTO_URL');
  const bucket = await createBucket();
  const sinks = new Map<string, Promise<FirehoseCaptureSink>>();
  const open = async (prefix: string): Promise<FirehoseCaptureSink> =>
    new FirehoseCaptureSink({ stream: await createStream(bucket, prefix), clock });
  const toPrefix = ({ kind, model, version }: CapturedLine): string =>
    versionFolder(kind, model, version);
  return {
    sink: {
      write: async (lines) => {
        for (const [prefix, group] of Map.groupBy(lines, toPrefix)) {
          const sink = sinks.get(prefix) ?? open(prefix);
          sinks.set(prefix, sink);
          await (await sink).write(group);
        }
      },
    },
    objects: new StoreCaptures(new S3ObjectStore({ bucket, pathStyle: true, clock })),
  };
});

describe('FirehoseCaptureSink', () => {
  const line = {
    kind: 'prediction',
    model: 'm',
    version: 1,
    time: '2026-11-29T08:30:00Z',
  } as const;
  const open = (url: string): FirehoseCaptureSink =>
    new FirehoseCaptureSink({
      stream: 'none',
      clock,
      environment: {
        AWS_ENDPOINT_URL_FIREHOSE: url,
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: 'secret',
      },
    });

  it('names what Firehose answered when there is no such stream', async () => {
    const sink = open(process.env.MOTO_URL ?? '');
    await expect(sink.write([line])).rejects.toThrow(
      'Firehose answered 400 ResourceNotFoundException.',
    );
  });

  it('fails when nothing listens there', async () => {
    await expect(open('http://127.0.0.1:9').write([line])).rejects.toThrow('ECONNREFUSED');
  });

  it('says how many lines were not taken, and why', async () => {
    const server = await startScriptedServer();
    const responses = [{ RecordId: 'r' }, { ErrorCode: 'ServiceUnavailableException' }];
    const [, refused] = responses;
    server.answer(
      ...[responses, [refused]].map((RequestResponses) =>
        answerWith(200, JSON.stringify({ FailedPutCount: 1, RequestResponses })),
      ),
    );
    await expect(open(server.url).write([line, line])).rejects.toThrow(
      'Firehose did not take 1 of 2 lines (ServiceUnavailableException).',
    );
    await server.close();
  });

  it('tries once more when Firehose fails, and takes its answer then', async () => {
    const server = await startScriptedServer();
    server.answer(
      answerWith(503, '{"__type":"ServiceUnavailableException"}'),
      answerWith(200, '{"FailedPutCount":0}'),
    );
    await open(server.url).write([line]);
    expect(server.requests).toHaveLength(2);
    await server.close();
  });
});
