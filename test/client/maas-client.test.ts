import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { MaasClient, MaasError } from '../../client/index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => void)[] = [];

/** A server that gives these answers, one a request, and a client of it. */
async function serve(...answers: Answer[]): Promise<{ client: MaasClient; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answers.shift()?.(request, response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { client: new MaasClient({ url: `http://127.0.0.1:${port}/prod/`, retries: 2 }), asked };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

const hangUp: Answer = (request) => request.socket.destroy();
const RECORDS = [{ label: 'positive', score: 0.9 }];
const BUSY = json(503, { error: 'Later.', code: 'OVER_CAPACITY' }, { 'retry-after': '0' });

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

describe('MaasClient', () => {
  it('asks under the address that it was given, names in the path encoded', async () => {
    const { client, asked } = await serve(json(200, RECORDS));
    expect(await client.predict('a/b', { text: 'x' }, { version: 3 })).toEqual(RECORDS);
    expect(asked).toEqual(['POST /prod/models/a%2Fb/predict?version=3']);
  });

  it.each([
    ['429', json(429, {}, { 'retry-after': '0' })],
    ['503', BUSY],
    ['a lost connection', hangUp],
    ['a gateway that failed', json(502, {})],
  ])('asks again after %s', async (_, first) => {
    const { client, asked } = await serve(first, json(200, RECORDS));
    expect(await client.predict('m', { text: 'x' })).toEqual(RECORDS);
    expect(asked).toHaveLength(2);
  });

  it('makes nothing twice: what may have begun a version is not sent again', async () => {
    const { client, asked } = await serve(hangUp, json(201, {}));
    const call = client.call('POST', '/models/{model}/versions', { path: { model: 'm' } });
    await expect(call).rejects.toThrow('fetch failed');
    expect(asked).toHaveLength(1);
  });

  it('gives up with what the service said last', async () => {
    const { client, asked } = await serve(BUSY, BUSY, BUSY);
    await expect(client.model('m')).rejects.toMatchObject({
      name: 'MaasError',
      status: 503,
      code: 'OVER_CAPACITY',
      message: 'Later.',
    });
    expect(asked).toHaveLength(3);
  });

  it.each([
    [
      json(404, { error: 'None.', code: 'MODEL_NOT_FOUND', requestId: 'r' }),
      'MODEL_NOT_FOUND',
      'None.',
    ],
    [json(400, { error: { message: 'Which?', code: null } }), 'HTTP_400', 'Which?'],
    [
      (_request, response) => response.writeHead(413).end('<html>'),
      'HTTP_413',
      'The service answered 413 Payload Too Large',
    ],
  ])('throws a refusal at once, whoever says it (%#)', async (answer, code, message) => {
    const { client, asked } = await serve(answer);
    const error = await client.model('m').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MaasError);
    expect(error).toMatchObject({ code, message });
    expect(asked).toHaveLength(1);
  });

  it('waits for no quota of the day, and says what the service said', async () => {
    const spent = { error: 'No more today.', code: 'QUOTA_EXCEEDED' };
    const { client, asked } = await serve(json(429, spent, { 'retry-after': '40000' }));
    await expect(client.model('m')).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(asked).toHaveLength(1);
  });

  it('takes a date in `retry-after` for no number, and a body that is no object for none', async () => {
    const date = { 'retry-after': 'Sun, 29 Nov 2026 12:00:00 GMT' };
    const { client } = await serve(json(503, null, date), json(503, null), json(503, null, date));
    await expect(client.model('m')).rejects.toMatchObject({ status: 503, code: 'HTTP_503' });
  });

  it("shows an answer's headers to who asks for them", async () => {
    const { client } = await serve(json(200, {}, { etag: '"1"' }));
    let etag: string | null = null;
    await client.model('m', { onHeaders: (headers) => (etag = headers.get('etag')) });
    expect(etag).toBe('"1"');
  });

  it('ends when its caller wants no more, also while it waits to ask again', async () => {
    const { client } = await serve(json(503, {}, { 'retry-after': '9' }));
    const gone = new AbortController();
    const call = client.model('m', { signal: gone.signal });
    setTimeout(() => {
      gone.abort(new Error('Gone.'));
    }, 50);
    await expect(call).rejects.toThrow('Gone.');
  });

  it('gives a hung attempt up after its time', async () => {
    const { client, asked } = await serve(() => undefined, json(200, { model: 'm' }));
    expect(await client.model('m', { timeoutMs: 100 })).toEqual({ model: 'm' });
    expect(asked).toHaveLength(2);
  });

  it('reads page after page', async () => {
    const { client, asked } = await serve(
      json(200, { models: [{ model: 'a' }], next: 'a' }),
      json(200, { models: [{ model: 'b' }] }),
    );
    const names = [];
    for await (const { model } of client.models({ limit: 1 })) names.push(model);
    expect(names).toEqual(['a', 'b']);
    expect(asked).toEqual(['GET /prod/models?limit=1', 'GET /prod/models?limit=1&after=a']);
  });

  it('reads truths of a period, page after page', async () => {
    const { client, asked } = await serve(
      json(200, { truths: [{ truth: 'a' }], next: 'x' }),
      json(200, { truths: [{ truth: 'b' }] }),
    );
    const found = [];
    for await (const { truth } of client.truths('m', { period: 'P1D' })) found.push(truth);
    expect(found).toEqual(['a', 'b']);
    expect(asked[1]).toBe('GET /prod/models/m/feedback?period=P1D&after=x');
  });

  it('asks for drift, and sets what it is measured from', async () => {
    const { client, asked } = await serve(json(200, {}), json(200, {}));
    await client.drift('m', { version: '2', period: 'P1D' });
    await client.setBaseline('m', 2, { from: '2026-11-01', to: '2026-11-02' });
    expect(asked).toEqual([
      'GET /prod/models/m/drift?version=2&period=P1D',
      'PUT /prod/models/m/versions/2/baseline',
    ]);
  });
});
