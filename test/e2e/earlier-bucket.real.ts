/**
 * A bucket that an earlier release wrote, on a real S3 server, and the service of today over it:
 * RADOSGW_URL (test/tools/radosgw-up.sh).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { S3ObjectStore } from '../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import { describeEarlierRelease, type EarlierReply } from '../suites/earlier-release-suite.ts';
import { copyEarlierObjects } from '../support/earlier-home.ts';
import { createBucket, useServer } from '../tools/s3-servers.ts';
import { LocalStack } from './local-stack.ts';
import { Client, type Reply } from './service/client.ts';

const home = mkdtempSync(path.join(tmpdir(), 'maas-e2e-'));
let stack: LocalStack | undefined;
let client: Client;

beforeAll(async () => {
  useServer('RADOSGW_URL');
  const bucket = await createBucket();
  await copyEarlierObjects(
    'eb723bd',
    new S3ObjectStore({ bucket, pathStyle: true, clock: systemClock }),
  );
  const { RADOSGW_URL = '' } = process.env;
  stack = await LocalStack.start(home, [
    '--no-demo',
    '--bucket',
    bucket,
    '--s3-endpoint',
    RADOSGW_URL,
  ]);
  client = new Client({ url: stack.url });
});

afterAll(async () => {
  await stack?.end();
  rmSync(home, { recursive: true, force: true });
});

const toEarlierReply = ({ status, body, headers }: Reply): EarlierReply => ({
  status,
  body,
  version: headers.get('x-model-version') ?? undefined,
});

describeEarlierRelease('a bucket that eb723bd wrote', () => ({
  call: async (method, url, json) => toEarlierReply(await client.call(method, url, { json })),
  upload: async (files, fields) => toEarlierReply(await client.upload(files, fields)),
}));
