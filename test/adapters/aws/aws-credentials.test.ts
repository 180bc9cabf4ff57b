import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AwsCredentials,
  forgetCredentials,
} from '../../../layers/maas/adapters/aws/aws-credentials.ts';
import {
  answerWith,
  resetConnection,
  startScriptedServer,
  type Answer,
  type ScriptedServer,
} from '../../support/scripted-server.ts';

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const MINUTE_MS = 60_000;

const answerCredentials = (accessKeyId: string, expiresAtMs: number): Answer =>
  answerWith(
    200,
    JSON.stringify({
      AccessKeyId: accessKeyId,
      SecretAccessKey: 'secret',
      Token: 'token',
      Expiration: new Date(expiresAtMs).toISOString(),
    }),
  );

describe('AwsCredentials', () => {
  let server: ScriptedServer;
  let nowMs = START_MS;
  const open = (environment: Record<string, string>): AwsCredentials =>
    new AwsCredentials(environment, { nowMs: () => nowMs }, { delayMs: 0 });
  const openContainer = (environment: Record<string, string> = {}): AwsCredentials =>
    open({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/v1/c?x=1`, ...environment });

  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  it('takes those of the environment, and asks nobody', async () => {
    server.answer(resetConnection);
    const given = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK', AWS_SESSION_TOKEN: 'ST' };
    expect(await openContainer(given).get()).toMatchObject({
      accessKeyId: 'AK',
      secretAccessKey: 'SK',
      sessionToken: 'ST',
    });
    expect(server.requests).toHaveLength(0);
  });

  it('asks the container endpoint, with its token, when those of the environment have expired', async () => {
    server.answer(answerCredentials('NEW', START_MS + 60 * MINUTE_MS));
    const expired = {
      AWS_ACCESS_KEY_ID: 'AK',
      AWS_SECRET_ACCESS_KEY: 'SK',
      AWS_CREDENTIAL_EXPIRATION: new Date(START_MS - 1).toISOString(),
    };
    expect(
      await openContainer({ ...expired, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Bearer x' }).get(),
    ).toMatchObject({ accessKeyId: 'NEW', sessionToken: 'token' });
    expect(server.requests[0]).toMatchObject({
      url: '/v1/c?x=1',
      headers: { authorization: 'Bearer x' },
    });
  });

  it('asks once for all who need them, and again five minutes before they expire', async () => {
    server.answer(
      answerCredentials('ONE', START_MS + 60 * MINUTE_MS),
      answerCredentials('TWO', START_MS + 120 * MINUTE_MS),
    );
    const credentials = openContainer();
    nowMs = START_MS;
    await Promise.all([credentials.get(), credentials.get()]);
    nowMs = START_MS + 54 * MINUTE_MS;
    expect(await credentials.get()).toMatchObject({ accessKeyId: 'ONE' });
    expect(server.requests).toHaveLength(1);
    nowMs = START_MS + 56 * MINUTE_MS;
    expect(await credentials.get()).toMatchObject({ accessKeyId: 'TWO' });
    nowMs = START_MS;
  });

  it('keeps the old ones while they hold when there are no new ones, and then fails', async () => {
    server.answer(answerCredentials('ONE', START_MS + 60 * MINUTE_MS), answerWith(500));
    const credentials = openContainer();
    await credentials.get();
    nowMs = START_MS + 57 * MINUTE_MS;
    expect(await credentials.get()).toMatchObject({ accessKeyId: 'ONE' });
    nowMs = START_MS + 61 * MINUTE_MS;
    await expect(credentials.get()).rejects.toThrow('The credentials endpoint answered 500.');
    nowMs = START_MS;
  });

  it('reads the token in its file each time', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'maas-token-'));
    const file = path.join(directory, 'token');
    server.answer(
      answerCredentials('ONE', START_MS + MINUTE_MS),
      answerCredentials('TWO', START_MS + 60 * MINUTE_MS),
    );
    const credentials = openContainer({ AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file });
    for (const token of ['first', 'second']) {
      writeFileSync(file, `${token}\n`);
      await credentials.get();
    }
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'first',
      'second',
    ]);
    rmSync(directory, { recursive: true });
  });

  it('asks anew once the process is to forget what was fetched, by the token, whatever their age', async () => {
    server.answer(
      answerCredentials('ONE', START_MS + 60 * MINUTE_MS),
      answerCredentials('TWO', START_MS + 60 * MINUTE_MS),
    );
    const credentials = openContainer({ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Bearer x' });
    expect(await credentials.get()).toMatchObject({ accessKeyId: 'ONE' });
    forgetCredentials();
    expect(await credentials.get()).toMatchObject({ accessKeyId: 'TWO' });
    expect(await credentials.get()).toMatchObject({ accessKeyId: 'TWO' });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer x',
      'Bearer x',
    ]);
  });

  it('tries again when the endpoint breaks off', async () => {
    server.answer(resetConnection, answerCredentials('ONE', START_MS + 60 * MINUTE_MS));
    expect(await openContainer().get()).toMatchObject({ accessKeyId: 'ONE' });
  });

  it.each([
    ['there are none', {}, 'There are no AWS credentials'],
    [
      'the endpoint is another machine without TLS',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://10.1.2.3/c' },
      "is https, or on this machine; got 'http://10.1.2.3/c'",
    ],
  ])('throws when %s', async (_, environment, message) => {
    await expect(open(environment).get()).rejects.toThrow(message);
  });
});
