import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsJsonClient } from '../../../layers/maas/adapters/aws/aws-json-client.ts';
import { FirehoseCaptureSink } from '../../../layers/maas/adapters/captures/firehose-capture-sink.ts';
import type { CapturedLine } from '../../../layers/maas/core/ports/captures.ts';
import {
  type Answer,
  answerWith,
  type ScriptedServer,
  startScriptedServer,
} from '../../support/scripted-server.ts';

const clock = { nowMs: () => Date.now() };
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };
const refuse = (type: string): Answer => answerWith(400, JSON.stringify({ __type: type }));

let server: ScriptedServer;
beforeEach(async () => {
  server = await startScriptedServer();
});
afterEach(() => server.close());

describe('a call that AWS refuses for the moment', () => {
  const call = (): Promise<unknown> =>
    new AwsJsonClient({
      service: 'secretsmanager',
      region: 'eu-west-1',
      clock,
      environment: { ...KEYS, AWS_ENDPOINT_URL: server.url },
    }).call('secretsmanager.GetSecretValue', {});

  it.each([
    'ThrottlingException',
    'com.amazonaws.secretsmanager#ThrottlingException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'ExpiredTokenException',
  ])('is made again after %s', async (type) => {
    server.answer(refuse(type), answerWith(200, '{"is":"well"}'));
    await expect(call()).resolves.toEqual({ is: 'well' });
    expect(server.requests).toHaveLength(2);
  });

  it.each(['AccessDeniedException', 'ResourceNotFoundException'])(
    'is not one that %s answers',
    async (type) => {
      server.answer(refuse(type));
      await expect(call()).rejects.toMatchObject({ type });
      expect(server.requests).toHaveLength(1);
    },
  );
});

describe('lines of which Firehose takes a part', () => {
  const lines = [1, 2, 3].map((version): CapturedLine => ({
    kind: 'prediction',
    model: 'm',
    version,
    time: '2026-11-29T08:30:00Z',
  }));
  const write = (): Promise<void> =>
    new FirehoseCaptureSink({
      stream: 's',
      clock,
      environment: { ...KEYS, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: server.url },
    }).write(lines);
  const taken = (...isTaken: readonly boolean[]): string =>
    JSON.stringify({
      FailedPutCount: isTaken.filter((is) => !is).length,
      RequestResponses: isTaken.map((is) =>
        is ? { RecordId: 'r' } : { ErrorCode: 'ServiceUnavailableException' },
      ),
    });

  /** Answers, and keeps which versions came. */
  function record(came: number[][], ...bodies: readonly string[]): void {
    server.answer(
      ...bodies.map((body): Answer => (request, response) => {
        void text(request).then((sent) => {
          const { Records } = JSON.parse(sent) as { Records: { Data: string }[] };
          const versions = Records.map(({ Data }) => {
            return (JSON.parse(Buffer.from(Data, 'base64').toString()) as CapturedLine).version;
          });
          came.push(versions);
          answerWith(200, body)(request, response);
        });
      }),
    );
  }

  it('are not thought to be taken when it does not say which it left', async () => {
    server.answer(answerWith(200, '{"FailedPutCount":1,"RequestResponses":[]}'));
    await expect(write()).rejects.toThrow(/did not say which 1 of its lines/);
  });

  it('are put again, and no others', async () => {
    const came: number[][] = [];
    record(came, taken(true, false, false), taken(true, true));
    await write();
    expect(came).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  });

  it('are named where the second call does not take them either', async () => {
    const came: number[][] = [];
    record(came, taken(true, false, false), taken(true, false));
    await expect(write()).rejects.toThrow(
      'Firehose did not take 1 of 3 lines (ServiceUnavailableException).',
    );
    expect(came).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
  });
});
