/**
 * The service on one machine with its registry in a bucket of a real S3 server: RADOSGW_URL
 * (test/tools/radosgw-up.sh).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { createBucket, useServer } from '../tools/s3-servers.ts';
import { LocalStack } from './local-stack.ts';
import { Client } from './service/client.ts';
import { describeService } from './service/describe-service.ts';

describe('the service on this machine with a bucket', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'maas-e2e-'));
  let stack: LocalStack | undefined;

  beforeAll(async () => {
    useServer('RADOSGW_URL');
    const { RADOSGW_URL = '' } = process.env;
    stack = await LocalStack.start(home, [
      '--no-demo',
      '--bucket',
      await createBucket(),
      '--s3-endpoint',
      RADOSGW_URL,
    ]);
  });

  afterAll(async () => {
    await stack?.end();
    rmSync(home, { recursive: true, force: true });
  });

  // This server knows no SHA-256; there `complete` is the one to refuse.
  describeService(() => new Client({ url: stack?.url ?? '' }), { storeChecksPuts: false });
});
