import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../../layers/maas/core/ports/object-store.ts';

const NAME = 'bucket';

/** Answers GETs of a store's objects as S3 does, whole and in ranges; it checks no signature. */
export async function startBucket(
  store: ObjectStore,
): Promise<{ readonly environment: Record<string, string>; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const key = decodeURIComponent((request.url ?? '').slice(`/${NAME}/`.length));
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const answer = async (): Promise<void> => {
      const head = await store.head(key);
      if (!head) {
        response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
        return;
      }
      const start = Number(from ?? 0);
      const end = Math.min(Number(to ?? Infinity), head.sizeBytes - 1);
      response.writeHead(from === undefined ? 200 : 206, {
        etag: `"${head.etag}"`,
        'content-length': end + 1 - start,
        'content-range': `bytes ${start}-${end}/${head.sizeBytes}`,
      });
      const bytes = await store.stream(key, { start, lengthBytes: end + 1 - start });
      await pipeline(bytes ?? [], response);
    };
    answer().catch((error: unknown) => response.destroy(error as Error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      MAAS_BUCKET: NAME,
      MAAS_S3_PATH_STYLE: 'true',
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    },
    close: () => server.close(),
  };
}
