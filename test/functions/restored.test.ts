import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { servePredict } from '../../functions/predict/operations/serve-predict.ts';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { toReceivedRequest } from '../../layers/maas/hosts/lambda.ts';
import type { RequestServer } from '../../layers/maas/http/serve-request.ts';
import { toEvent } from '../support/gateway-event.ts';
import { useService } from '../support/use-service.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUCKET = 'models-of-ours';
const CREDENTIALS = '/credentials';
const TOKEN = 'a-token';
const DEVICE_BYTE = 0xab;
const DEVICE_ID = 'abababab-abab-4bab-abab-abababababab';

/** A request to the store, or to the endpoint of credentials. */
interface Asked {
  readonly what: string;
  readonly socket: Socket;
  /** Id of the credentials by which it was signed. */
  readonly accessKeyId: string | undefined;
  readonly etag: string | undefined;
}

const service = useService();
const asked: Asked[] = [];
const sockets = new Set<Socket>();
let given = 0;
let server: Server;
let folder: string;

/** S3 in front of the service's own store, and what Lambda has for credentials beside a snapshot. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '', headers, socket } = request;
  const key = decodeURIComponent(url.replace(`/${BUCKET}/`, '').replace(/\?.*$/, ''));
  asked.push({
    what: key,
    socket,
    accessKeyId: /Credential=([^/]*)/.exec(headers.authorization ?? '')?.[1],
    etag: headers['if-none-match'],
  });
  if (url === CREDENTIALS) {
    response.writeHead(headers.authorization === TOKEN ? 200 : 403).end(
      JSON.stringify({
        AccessKeyId: `KEY${++given}`,
        SecretAccessKey: 'secret',
        Token: 'token',
        Expiration: new Date(Date.now() + 6 * 3_600_000).toISOString(),
      }),
    );
    return;
  }
  const object = await service.store.get(key);
  if (object === undefined || object === 'unchanged') {
    response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
  } else if (headers['if-none-match'] === `"${object.etag}"`) {
    response.writeHead(304).end();
  } else {
    const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
    const end = last === '' ? undefined : Number(last) + 1;
    const bytes = object.bytes.subarray(Number(first), end);
    const head = { etag: `"${object.etag}"`, 'content-length': bytes.length };
    response.writeHead(headers.range === undefined ? 200 : 206, head).end(bytes);
  }
}

beforeAll(async () => {
  const model = readFileSync(path.join(ROOT, 'examples/sentiment/model.onnx'));
  expect((await service.upload({ 'model.onnx': model }, { name: 'm' })).status).toBe(201);
  folder = mkdtempSync(path.join(tmpdir(), 'maas-restored-'));
  writeFileSync(path.join(folder, 'device'), Buffer.alloc(4096, DEVICE_BYTE));
  server = createServer((request, response) => void answer(request, response));
  server.on('connection', (socket) => sockets.add(socket));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
});

/** A process that has started, with its model in memory, and is asked nothing yet. */
async function start(initializationType: string): Promise<RequestServer> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const name of [ENVIRONMENT.storeDirectory, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, {
    [ENVIRONMENT.bucket]: BUCKET,
    [ENVIRONMENT.s3PathStyle]: 'true',
    [ENVIRONMENT.preload]: 'm',
    // As long as a process of before would trust what it has read.
    [ENVIRONMENT.recordTtlMs]: '3600000',
    [ENVIRONMENT.bundleDirectory]: mkdtempSync(path.join(folder, 'bundles-')),
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: url,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}${CREDENTIALS}`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN,
    AWS_LAMBDA_INITIALIZATION_TYPE: initializationType,
  });
  const { serve, preloaded } = servePredict({
    program: path.join(ROOT, 'functions/predict/watchdog.ts'),
    writeLine: () => undefined,
    randomDevice: path.join(folder, 'device'),
  });
  await preloaded;
  return serve;
}

async function predict(serve: RequestServer): Promise<Readonly<Record<string, string>>> {
  const event = toEvent('POST', '/models/m/predict', { json: { text: 'good' } });
  const { status, headers = {} } = await serve(toReceivedRequest(event), {
    signal: new AbortController().signal,
    remainingMs: () => 60_000,
  });
  expect(status).toBe(200);
  return headers;
}

const listRecords = (): string[] =>
  asked.map(({ what }) => what).filter((what) => what.endsWith('.json'));

describe('a process that is restored from a snapshot', () => {
  let serve: RequestServer;
  let before: readonly Asked[];
  let first: Readonly<Record<string, string>>;
  let during: readonly Asked[];
  beforeAll(async () => {
    asked.length = 0;
    serve = await start('snap-start');
    before = [...asked];
    asked.length = 0;
    first = await predict(serve);
    during = [...asked];
  });

  it('has its model in memory', () => {
    expect(before.map(({ what }) => what)).toContain(CREDENTIALS);
    expect(before.some(({ what }) => what.endsWith('.onnx'))).toBe(true);
    expect(first['server-timing']).toMatch(/\binference;/);
    expect(first['server-timing']).not.toMatch(/\bload;/);
  });

  it('sends nothing over a connection of before, and has ended them all', async () => {
    const old = new Set(before.map(({ socket }) => socket));
    expect(during.length).toBeGreaterThan(0);
    expect(during.filter(({ socket }) => old.has(socket))).toEqual([]);
    for (const socket of old) if (!socket.destroyed) await once(socket, 'close');
  });

  it('asks for credentials anew, and signs by none of before', () => {
    expect(during.filter(({ what }) => what === CREDENTIALS)).toHaveLength(1);
    const old = new Set(before.map(({ accessKeyId }) => accessKeyId));
    const signed = during.filter(({ what }) => what !== CREDENTIALS);
    expect(signed.filter(({ accessKeyId }) => old.has(accessKeyId))).toEqual([]);
  });

  it('asks whether each record that it has is as it was, before it answers', () => {
    const records = during.filter(({ what }) => what.endsWith('.json'));
    expect(records.length).toBeGreaterThan(0);
    expect(records.every(({ etag }) => etag !== undefined)).toBe(true);
  });

  it('draws ids from what copies do not share', () => {
    expect(first['x-prediction-id']).toMatch(new RegExp(`^${DEVICE_ID}`));
  });

  it('renews all that once: its second request asks nobody', async () => {
    const { length: connections } = [...sockets];
    await predict(serve);
    expect(asked).toEqual([]);
    expect(sockets.size).toBe(connections);
  });
});

describe('a process that starts on demand', () => {
  it('serves by what it has', async () => {
    const serve = await start('on-demand');
    expect(listRecords().length).toBeGreaterThan(0);
    asked.length = 0;
    const headers = await predict(serve);
    expect(asked).toEqual([]);
    expect(headers['x-prediction-id']).not.toContain(DEVICE_ID);
  });
});
