import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FileObjectStore } from '../../../layers/maas/adapters/files/file-object-store.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { UploadUrls } from '../../../layers/maas/adapters/files/upload-url.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import type { Clock } from '../../../layers/maas/core/ports/clock.ts';
import { describeObjectReader } from '../../suites/object-reader-suite.ts';
import { describeObjectStore } from '../../suites/object-store-suite.ts';
import { toStream } from '../../suites/object-store/bodies.ts';
import { sendRequest } from '../../support/send-request.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'maas-store-'));
const STATUSES: Record<string, number> = {
  FORBIDDEN: 403,
  PRECONDITION_FAILED: 412,
  INVALID_REQUEST: 400,
  CONFLICT: 409,
  NOT_SUPPORTED: 501,
};
let server: Server;
let url: string;

const open = async (clock: Clock = systemClock): Promise<FileObjectStore> =>
  new FileObjectStore(directory, new UploadUrls('s'.repeat(32), url, clock), clock);

/** Takes uploads as the local gateway does. */
beforeAll(async () => {
  server = createServer((request, response) => {
    open()
      .then((store) =>
        store.acceptUpload({ url: request.url ?? '', headers: request.headers }, request),
      )
      .then(
        () => 200,
        (error: unknown) => (error instanceof MaasError ? (STATUSES[error.code] ?? 500) : 500),
      )
      .then(
        (status) => response.writeHead(status).end(),
        (error: unknown) => response.destroy(error as Error),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

describeObjectStore('files', { open, send: sendRequest });
describeObjectReader('files', {
  open: async () => {
    const store = await open();
    return { reader: store, put: (key, bytes) => store.put(key, bytes) };
  },
});

it('says that the file is there, and what to do, when an address is used again, at once too', async () => {
  const store = await open();
  const bytes = Buffer.from('a model');
  const put = await store.presignPut('uploads/m/1/model.onnx', {
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    expiresInSeconds: 60,
  });
  const target = put.url.slice(url.length);
  const send = (): Promise<string> =>
    store.acceptUpload({ url: target, headers: put.headers }, toStream(bytes)).then(
      () => 'taken',
      (error: unknown) => `${(error as MaasError).code}: ${(error as MaasError).message}`,
    );
  const refusal = expect.stringMatching(
    /^PRECONDITION_FAILED: The file is there already.*Complete the version/,
  ) as unknown;
  expect((await Promise.all([send(), send()])).sort()).toEqual([refusal, 'taken']);
  expect(await send()).toEqual(refusal);
});
