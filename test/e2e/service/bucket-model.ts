import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { S3ObjectStore } from '../../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import type { HostName } from '../../../local/hosts.ts';
import { FaultProxy } from '../../support/fault-proxy.ts';
import { HostedPredict } from '../../support/hosted-predict.ts';
import { createBucket, useServer } from '../../tools/s3-servers.ts';
import { LocalStack } from '../local-stack.ts';
import { Client } from './client.ts';
import { awaitOutcome } from './fixtures.ts';

/** A bucket with one model, uploaded through the service, and a proxy before the server. */
export interface BucketModel {
  readonly proxy: FaultProxy;
  /** A process of predict with nothing in memory, which reads the bucket through the proxy. */
  start(host: HostName, recordTtlMs: number): HostedPredict;
  close(): Promise<void>;
}

export async function uploadToBucket(
  server: Parameters<typeof useServer>[0],
  model: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<BucketModel> {
  useServer(server);
  const bucket = await createBucket();
  const url = process.env[server] ?? '';
  const store = new S3ObjectStore({ bucket, pathStyle: true, clock: systemClock });
  const home = mkdtempSync(path.join(tmpdir(), 'maas-bucket-model-'));
  const options = ['--no-demo', '--bucket', bucket, '--s3-endpoint', url];
  const stack = await LocalStack.start(home, options);
  const client = new Client({ url: stack.url });
  await client.uploadPresigned(model, files, { task: 'tensor', alias: 'live' });
  await awaitOutcome(client, model, 1);
  await stack.end();
  const readWhole = async (asked: string): Promise<Buffer> => {
    const object = await store.get(decodeURIComponent(asked.slice(`/${bucket}/`.length)));
    return typeof object === 'object' ? Buffer.from(object.bytes) : Buffer.alloc(0);
  };
  const proxy = await FaultProxy.start({ url, readWhole });
  return {
    proxy,
    start: (host, recordTtlMs) =>
      new HostedPredict(host, {
        MAAS_BUCKET: bucket,
        MAAS_S3_PATH_STYLE: 'true',
        MAAS_RECORD_TTL_MS: String(recordTtlMs),
        AWS_ENDPOINT_URL_S3: proxy.url,
      }),
    close: async () => {
      await proxy.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
