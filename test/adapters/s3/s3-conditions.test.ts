import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3ObjectStore } from '../../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { storeBundle } from '../../../layers/maas/core/ingest/store-bundle.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import { deleteAlias, setAlias } from '../../../layers/maas/core/registry/aliases.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { addSubmitted, BUNDLE, createRegistry } from '../../support/registry.ts';

interface Call {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** Evaluates the denials of the bucket's policy under `models/`, as S3 would. */
function isDenied({ method, target, headers }: Call): boolean {
  if (method === 'DELETE') return headers['if-match'] === undefined;
  const isCreation =
    method === 'PUT' ? !target.includes('partNumber=') : /[?&]uploadId=/.test(target);
  const hasCondition = (headers['if-match'] ?? headers['if-none-match']) !== undefined;
  return (method === 'PUT' || method === 'POST') && isCreation && !hasCondition;
}

describe('the S3 store, under a bucket policy that asks for conditions', () => {
  const calls: Call[] = [];
  let server: Server;
  let store: S3ObjectStore;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const { method = '', url: target = '', headers } = request;
      calls.push({ method, target, headers });
      request.resume().on('end', () => {
        response.setHeader('etag', '"e"');
        response.end(answer(target));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
    });
    store = new S3ObjectStore({ bucket: 'files', pathStyle: true, clock: systemClock });
  });
  beforeEach(() => {
    calls.splice(0);
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  it('creates and changes in one piece under a condition', async () => {
    await store.put('models/m/model.json', Buffer.from('{}'), { ifAbsent: true });
    await store.put('models/m/model.json', Buffer.from('{}'), { ifMatch: 'e' });
    expect(calls.map(({ headers }) => headers['if-none-match'] ?? headers['if-match'])).toEqual([
      '*',
      'e',
    ]);
    expect(calls.filter(isDenied)).toEqual([]);
  });

  it('completes what travels in parts under a condition', async () => {
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 3; piece++) yield new Uint8Array(6 * 1024 * 1024);
    };
    await store.put('models/m/versions/1/files/w', stream(), { ifAbsent: true });
    expect(calls.filter(({ target }) => target.includes('partNumber=')).length).toBeGreaterThan(1);
    const completion = calls.find(
      ({ method, target }) => method === 'POST' && target.includes('uploadId='),
    );
    expect(completion?.headers['if-none-match']).toBe('*');
    expect(calls.filter(isDenied)).toEqual([]);
  });

  it('deletes what it has seen, and no later change', async () => {
    await store.delete('models/m/model.json');
    expect(calls.map(({ method, headers }) => `${method} ${headers['if-match']}`)).toEqual([
      'HEAD undefined',
      'DELETE e',
    ]);
  });
});

/** As much of an answer as the SDK reads. */
function answer(target: string): string {
  if (/[?&]uploads/.test(target)) {
    return '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>';
  }
  return /[?&]uploadId=/.test(target) && !target.includes('partNumber=')
    ? '<CompleteMultipartUploadResult><ETag>"e"</ETag></CompleteMultipartUploadResult>'
    : '';
}

describe('the service', () => {
  it('writes nothing under models/ without a condition', async () => {
    const store = new MemoryObjectStore();
    const put = store.put.bind(store);
    const written: string[] = [];
    store.put = async (key, body, options) => {
      if (key.startsWith('models/')) {
        written.push(key);
        if (options?.ifAbsent !== true && options?.ifMatch === undefined) {
          throw new Error(`AccessDenied: ${key} was written without a condition.`);
        }
      }
      return put(key, body, options);
    };
    const { registry } = createRegistry(store);
    const record = await addSubmitted(registry);
    const bytes = Buffer.from('bytes');
    const files = [{ path: 'model.onnx', bytes: bytes.length, sha256: 'a'.repeat(64) }];
    const folder = {
      path: '/nowhere',
      read: async function* () {
        yield bytes;
      },
    };
    // Twice, as a second delivery of the event does.
    for (let attempt = 0; attempt < 2; attempt++) {
      await storeBundle(store, record, { files }, folder as never);
    }
    await registry.updateVersion('m', 1, (current) => ({ ...current, description: 'changed' }));
    await registry.updateVersion('m', 1, (current) => ({
      ...current,
      status: 'READY',
      bundle: BUNDLE,
    }));
    await setAlias(registry, 'm', 'live', 1);
    await deleteAlias(registry, 'm', 'live');
    await deleteVersion(registry, 'm', 1);
    expect(written).toEqual(expect.arrayContaining([expect.stringMatching(/files\/model\.onnx$/)]));
    expect(written.length).toBeGreaterThan(5);
  });
});
