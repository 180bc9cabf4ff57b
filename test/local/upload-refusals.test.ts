import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import { UPLOAD_PATH, UploadUrls } from '../../layers/maas/adapters/files/upload-url.ts';
import { requireAwaitedKey } from '../../layers/maas/core/registry/multipart.ts';
import { Registry } from '../../layers/maas/core/registry/registry.ts';
import { startUpload } from '../../layers/maas/core/registry/start-upload.ts';
import { createUploadServer } from '../../local/gateway/serve-upload.ts';
import { sendRaw, startGateway, type TestGateway } from './support/exchange.ts';

const BODY = 'a model';
const SHA256 = createHash('sha256').update(BODY).digest();
let directory: string;
let store: FileObjectStore;
let registry: Registry;
let gateway: TestGateway;
let target: string;
let signed: Record<string, string>;

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-refusals-'));
  store = new FileObjectStore(
    directory,
    new UploadUrls('s'.repeat(32), 'http://localhost', systemClock),
    systemClock,
  );
  registry = new Registry(store, systemClock);
  gateway = await startGateway(undefined, {
    serveUpload: createUploadServer({
      path: UPLOAD_PATH,
      accept: (request, body) =>
        store.acceptUpload(request, body, (key) => requireAwaitedKey(registry, key)),
    }),
  });
  const files = [{ path: 'model.onnx', bytes: BODY.length, sha256: SHA256.toString('hex') }];
  const { uploads } = await startUpload(registry, 'm', { uploads: files });
  const [upload] = uploads;
  if (!upload || !('url' in upload)) throw new Error('The file goes in one request.');
  target = upload.url.slice('http://localhost'.length);
  signed = { Host: 'localhost', ...upload.headers };
});
afterEach(async () => {
  await gateway.close();
  store.close();
  rmSync(directory, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly code: string | undefined;
}

/** Headers as they are given, with none but those. */
async function put(
  headers: Readonly<Record<string, string | undefined>> = {},
  body = BODY,
  url = target,
): Promise<Answer> {
  const all: Record<string, string | undefined> = { ...signed, ...headers, Connection: 'close' };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  const text = await sendRaw(gateway.port, [`PUT ${url} HTTP/1.1\r\n${lines.join('')}\r\n${body}`]);
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]),
    type: /content-type: (\S+)/.exec(text)?.[1],
    code: /<Error><Code>(\w+)<\/Code><Message>[^<]+<\/Message><RequestId>[-\w]+<\/RequestId><\/Error>$/.exec(
      text,
    )?.[1],
  };
}

describe('an upload to a signed address of one machine', () => {
  // Each of these leaves nothing behind, or the last line would not pass.
  it.each<[string, number, string, () => Promise<Answer>]>([
    ['has no length', 411, 'MissingContentLength', () => put({ 'content-length': undefined }, '')],
    [
      'comes in chunks',
      501,
      'NotImplemented',
      () =>
        put(
          { 'content-length': undefined, 'transfer-encoding': 'chunked' },
          `7\r\n${BODY}\r\n0\r\n\r\n`,
        ),
    ],
    [
      'is longer',
      403,
      'SignatureDoesNotMatch',
      () => put({ 'content-length': String(BODY.length + 1) }, `${BODY}x`),
    ],
    [
      'is shorter',
      403,
      'SignatureDoesNotMatch',
      () => put({ 'content-length': String(BODY.length - 1) }, BODY.slice(1)),
    ],
    ['may overwrite', 403, 'SignatureDoesNotMatch', () => put({ 'if-none-match': undefined })],
    [
      'may overwrite another',
      403,
      'SignatureDoesNotMatch',
      () => put({ 'if-none-match': '"abc"' }),
    ],
    [
      'has no checksum',
      403,
      'SignatureDoesNotMatch',
      () => put({ 'x-amz-checksum-sha256': undefined }),
    ],
    [
      'has the checksum of something else',
      403,
      'SignatureDoesNotMatch',
      () => put({ 'x-amz-checksum-sha256': createHash('sha256').digest('base64') }),
    ],
    ['has another header of S3', 403, 'AccessDenied', () => put({ 'x-amz-acl': 'public-read' })],
    ['has metadata', 403, 'AccessDenied', () => put({ 'x-amz-meta-owner': 'me' })],
    ['has other bytes', 400, 'BadDigest', () => put({}, 'a mödel'.slice(0, BODY.length))],
    [
      'has a parameter that was not signed',
      403,
      'SignatureDoesNotMatch',
      () => put({}, BODY, `${target}&x-id=PutObject`),
    ],
    [
      'has a parameter twice',
      403,
      'SignatureDoesNotMatch',
      () => put({}, BODY, `${target}&bytes=1`),
    ],
    [
      'has another signature',
      403,
      'SignatureDoesNotMatch',
      () => put({}, BODY, target.replace(/signature=.{8}/, 'signature=00000000')),
    ],
    [
      'has no signature',
      403,
      'SignatureDoesNotMatch',
      () => put({}, BODY, target.replace(/\?.*/, '')),
    ],
  ])('is refused as S3 refuses it when it %s', async (_when, status, code, send) => {
    expect(await send()).toEqual({ status, type: 'application/xml', code });
    expect(await put()).toMatchObject({ status: 200 });
  });

  it.each([{ 'content-type': 'text/plain' }, { 'user-agent': 'curl/8' }])(
    'is taken with %j, which S3 does not ask to be signed',
    async (headers) => {
      expect(await put(headers)).toMatchObject({ status: 200 });
    },
  );

  it('is refused when it comes again', async () => {
    await put();
    expect(await put()).toMatchObject({ status: 412, code: 'PreconditionFailed' });
  });

  it('is refused when the version waits for none any more, and its file is gone', async () => {
    await put();
    await registry.updateVersion('m', 1, (record) => ({ ...record, status: 'VALIDATING' }));
    await store.delete('uploads/m/1/model.onnx');
    expect(await put()).toMatchObject({ status: 409, code: 'OperationAborted' });
    expect(await store.head('uploads/m/1/model.onnx')).toBeUndefined();
  });

  it('is refused with GET', async () => {
    const text = await sendRaw(gateway.port, [
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    ]);
    expect(text).toMatch(/^HTTP\/1\.1 405 [^]*<Code>MethodNotAllowed<\/Code>/);
  });
});
