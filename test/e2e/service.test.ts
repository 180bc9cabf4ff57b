/**
 * The service from outside: everything here goes through its address and nothing else. Without
 * MAAS_URL it starts one on this machine. For a deployed stack: MAAS_URL, MAAS_API_KEY, and
 * MAAS_REGION with AWS's own variables where calls have to be signed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { LocalStack } from './local-stack.ts';
import { Client } from './service/client.ts';
import { describeService } from './service/describe-service.ts';

const { MAAS_URL, MAAS_API_KEY, MAAS_REGION } = process.env;

describe(`the service at ${MAAS_URL ?? 'this machine'}`, () => {
  const home = mkdtempSync(path.join(tmpdir(), 'maas-e2e-'));
  let stack: LocalStack | undefined;
  let client: Client | undefined;

  beforeAll(async () => {
    if (MAAS_URL === undefined) stack = await LocalStack.start(home, ['--no-demo']);
    client = new Client({
      url: (MAAS_URL ?? stack?.url ?? '').replace(/\/$/, ''),
      apiKey: MAAS_API_KEY,
      region: MAAS_REGION,
    });
  });

  afterAll(async () => {
    await stack?.end();
    rmSync(home, { recursive: true, force: true });
  });

  const getClient = (): Client => {
    if (!client) throw new Error('The service did not start.');
    return client;
  };
  describeService(getClient, { storeChecksPuts: true });
});
