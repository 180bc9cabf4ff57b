import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { FunctionError } from '../../local/runtime-api/function-error.ts';
import type { FunctionAnswer } from '../../local/runtime-api/invocation.ts';
import { poll } from '../support/poll.ts';
import { answerWith, sendRaw, startGateway, type TestGateway } from './support/exchange.ts';

let gateway: TestGateway | undefined;

async function start(...args: Parameters<typeof startGateway>): Promise<TestGateway> {
  gateway = await startGateway(...args);
  return gateway;
}

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';

function stream(...chunks: (string | Buffer | Error)[]): FunctionAnswer {
  return {
    mode: 'stream',
    contentType: PRELUDE_TYPE,
    body: (async function* () {
      for (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk;
        yield Buffer.from(chunk);
      }
    })(),
  };
}

async function expectError(response: Response, status: number, code: string): Promise<void> {
  const body = (await response.json()) as { error: string };
  expect({ status: response.status, type: response.headers.get('content-type'), body }).toEqual({
    status,
    type: 'application/json',
    body: { error: expect.any(String), code, requestId: response.headers.get('x-amzn-requestid') },
  });
}

describe('answers', () => {
  it.each<[string, unknown, number, string, Record<string, string>]>([
    ['text', { statusCode: 201, body: '{"a":1}', headers: { 'Content-Type': 'application/json', Location: '/x' } }, 201, '{"a":1}', { 'content-type': 'application/json', location: '/x' }],
    ['JSON where no type is given', { statusCode: 200, body: '{}' }, 200, '{}', { 'content-type': 'application/json' }],
    ['bytes in base64', { statusCode: 200, body: 'aGk=', isBase64Encoded: true, headers: { 'content-type': 'application/octet-stream' } }, 200, 'hi', { 'content-type': 'application/octet-stream' }],
    ['several values of one header', { statusCode: 200, multiValueHeaders: { 'x-a': ['1', '2'] } }, 200, '', { 'x-a': '1, 2' }],
    ['none of the framing that a function claims', { statusCode: 200, body: 'four', headers: { 'content-length': '400', 'Transfer-Encoding': 'gzip', connection: 'close' } }, 200, 'four', { 'content-length': '4', connection: 'keep-alive' }],
    ['a number as text', { statusCode: '204', headers: { 'x-n': 5 } }, 204, '', { 'x-n': '5' }],
  ])('are %s', async (_what, result, status, text, headers) => {
    const { url } = await start(() => Promise.resolve(answerWith(result)));
    const response = await fetch(`${url}/models`);
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(Object.fromEntries(response.headers)).toMatchObject({ ...headers, 'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it.each<[string, unknown]>([
    ['nothing', null], ['text', 'hello'], ['no status', { body: 'x' }], ['a status out of range', { statusCode: 99 }], ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a header that breaks the line', { statusCode: 200, headers: { 'x-a': 'b\r\nc: d' } }], ['a header name with a space', { statusCode: 200, headers: { 'x a': 'b' } }],
  ])('are 502 when the function gives %s', async (_what, result) => {
    const { url, exchanges } = await start(() => Promise.resolve(answerWith(result)));
    await expectError(await fetch(`${url}/models`), 502, 'FUNCTION_FAILED');
    expect(exchanges[0]).toMatchObject({ status: 502, error: expect.any(FunctionError) });
  });

  it.each([['FUNCTION_FAILED', 502], ['OVER_CAPACITY', 503], ['TIMEOUT', 504], ['INTERNAL', 500]] as const)('are our errors when the function ends in %s', async (code, status) => {
    const { url } = await start(() => Promise.reject(new MaasError(code, 'What happened.')));
    await expectError(await fetch(`${url}/models`), status, code);
  });

  it('tell nothing of what was not foreseen', async () => {
    const { url } = await start(() => Promise.reject(new Error('a secret path')));
    const response = await fetch(`${url}/models`);
    expect(await response.text()).not.toContain('secret');
    expect(response.status).toBe(500);
  });
});

describe('streamed answers', () => {
  const prelude = JSON.stringify({ statusCode: 206, headers: { 'content-type': 'text/plain', 'x-a': 'b' } });

  it.each<[string, (string | Buffer)[], string]>([
    ['at once', [`${prelude}${'\0'.repeat(8)}body`], 'body'],
    ['byte by byte', [...Buffer.from(`${prelude}${'\0'.repeat(8)}body`)].map((byte) => Buffer.from([byte])), 'body'],
    ['with NULs in the body', [prelude, '\0'.repeat(8), '\0\0', 'x', '\0'.repeat(9)], `\0\0x${'\0'.repeat(9)}`],
    ['without a body', [`${prelude}${'\0'.repeat(8)}`], ''],
  ])('are status, headers and body when they come %s', async (_how, chunks, text) => {
    const { url } = await start(() => Promise.resolve(stream(...chunks)));
    const response = await fetch(`${url}/v2`);
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-a'), await response.text()]).toEqual([206, 'text/plain', 'b', text]);
  });

  it.each<[string, FunctionAnswer]>([
    ['there is no prelude', stream('just text')],
    ['the stream is empty', stream()],
    ['the prelude has no end', stream('{"statusCode":200}', Buffer.alloc(100_000, 32))],
    ['the prelude is no JSON', stream(`{"statusCode"${'\0'.repeat(8)}`)],
    ['the type is another', { ...stream(`${prelude}${'\0'.repeat(8)}`), contentType: 'application/octet-stream' } as FunctionAnswer],
    ['the function fails first', stream(new FunctionError('predict', 'bad'))],
  ])('are 502 when %s', async (_when, answer) => {
    const { url } = await start(() => Promise.resolve(answer));
    await expectError(await fetch(`${url}/v2`), 502, 'FUNCTION_FAILED');
  });

  it('are cut, and never look whole, when the function fails in the middle', async () => {
    const { url } = await start(() => Promise.resolve(stream(`${prelude}${'\0'.repeat(8)}half`, new FunctionError('predict', 'bad'))));
    const response = await fetch(`${url}/v2`);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('come as they are written', async () => {
    const first = Promise.withResolvers<undefined>();
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${prelude}${'\0'.repeat(8)}one`);
      await first.promise;
      yield Buffer.from('two');
    };
    const { url } = await start(() => Promise.resolve({ mode: 'stream', contentType: PRELUDE_TYPE, body: body() }));
    const reader = (await fetch(`${url}/v2`)).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one');
    first.resolve(undefined);
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('two');
  });

  it('are read no further than their client does, and given up when it leaves', async () => {
    let yielded = 0;
    let isOver = false;
    const body = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(`${prelude}${'\0'.repeat(8)}`);
        for (; yielded < 1000; yielded++) yield Buffer.alloc(1024 * 1024);
      } finally {
        isOver = true;
      }
    };
    const { url } = await start(() => Promise.resolve({ mode: 'stream', contentType: PRELUDE_TYPE, body: body() }));
    const reader = (await fetch(`${url}/v2`)).body?.getReader();
    await reader?.read();
    const held = await poll('it stands still', async () => {
      const before = yielded;
      await pause(50);
      return yielded === before && before;
    });
    expect(held).toBeLessThan(100);
    await reader?.cancel();
    await poll('it was given up', () => isOver);
    expect(yielded).toBeLessThan(200);
  });
});

describe('refusals', () => {
  it.each([
    ['GET', '/nope', 404, 'ROUTE_NOT_FOUND', null],
    ['GET', '/', 404, 'ROUTE_NOT_FOUND', null],
    ['GET', '/models/a/b', 404, 'ROUTE_NOT_FOUND', null],
    ['GET', '//models', 404, 'ROUTE_NOT_FOUND', null],
    ['PATCH', '/models', 405, 'METHOD_NOT_ALLOWED', 'GET, OPTIONS'],
    ['GET', '/upload', 405, 'METHOD_NOT_ALLOWED', 'POST, OPTIONS'],
    ['DELETE', '/models/m', 200, '', null],
    ['GET', '/models/%zz', 400, 'INVALID_REQUEST', null],
    ['GET', '/models/%ff', 400, 'INVALID_REQUEST', null],
  ])('of %s %s are %i', async (method, path, status, code, allow) => {
    const { url, port } = await start();
    const response = path.startsWith('//') ? undefined : await fetch(url + path, { method });
    if (!response) expect(await sendRaw(port, [`${method} ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`])).toMatch(/^HTTP\/1.1 404 /);
    else if (status === 200) expect(response.status).toBe(200);
    else await expectError(response, status, code);
    if (response) expect(response.headers.get('allow')).toBe(allow);
  });

  it('have no body when the method is HEAD', async () => {
    const { port } = await start();
    const answer = await sendRaw(port, ['HEAD /models HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n']);
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*allow: GET, OPTIONS[^]*\r\n\r\n$/);
  });

  it.each<[string, string, RegExp]>([
    ['are no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['are TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
    ['have two lengths', 'POST /predict HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', /^HTTP\/1\.1 400 /],
    ['have a length and chunks', 'POST /predict HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['have chunks that are none', 'POST /predict HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', /^HTTP\/1\.1 400 /],
    ['have a space in a header name', 'GET /models HTTP/1.1\r\nHost : h\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['have a header without a colon', 'GET /models HTTP/1.1\r\nHost: h\r\nnothing\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['have no Host', 'GET /models HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['have two Hosts', 'GET /models HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['have a path of raw bytes', 'GET /models?x=\xe4\xb8\xad HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['ask for a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: h\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['have headers without end', `GET /models HTTP/1.1\r\nHost: h\r\nX-A: ${'a'.repeat(11_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ['come from a page elsewhere', 'POST /models HTTP/1.1\r\nHost: h\r\nOrigin: https://evil.example\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 403 /],
  ])('reach no function, in our shape, when requests %s', async (_what, text, status) => {
    const { port, events, url } = await start();
    const answer = await sendRaw(port, [Buffer.from(text, 'latin1')]);
    expect(answer).toMatch(status);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(JSON.parse(body)).toEqual({ error: expect.any(String), code: expect.any(String), requestId: /x-amzn-requestid: (\S+)/.exec(head)?.[1] });
    expect(head).toContain(`content-length: ${Buffer.byteLength(body, 'latin1')}`);
    expect(events).toEqual([]);
    expect((await fetch(`${url}/models`)).status).toBe(200);
  });

  it('do not take the second request of a smuggler for one of its own', async () => {
    const { port, events } = await start();
    await sendRaw(port, ['POST /predict HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /models HTTP/1.1\r\nHost: h\r\n\r\n']);
    expect(events).toEqual([]);
  });
});

describe('sizes', () => {
  it.each([
    ['above the gateway\'s 10 MB', LIMITS.gatewayRequestBytes + 1],
    ['that fit the gateway, but not an event', 5 * 1024 * 1024],
    ['far above both', 64 * 1024 * 1024],
  ])('%s are 413 that name the other way, and the client can read it after it has sent all', async (_what, bytes) => {
    const { url, events } = await start();
    const response = await fetch(`${url}/upload`, { method: 'POST', body: Buffer.alloc(bytes) });
    const body = (await response.clone().json()) as { error: string };
    await expectError(response, 413, 'PAYLOAD_TOO_LARGE');
    expect(body.error).toContain('POST /models/{model}/versions');
    expect(events).toEqual([]);
  });

  it('above the limit are refused in chunks too, and the connection lives on', async () => {
    const { port } = await start();
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const head = 'POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await sendRaw(port, [head, ...Array.from({ length: 12 }, () => chunk), '0\r\n\r\n', 'GET /models HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n']);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*HTTP\/1\.1 200 /);
  });

  it('up to the limit reach the function', async () => {
    const { url, events } = await start();
    const response = await fetch(`${url}/upload`, { method: 'POST', body: Buffer.alloc(4.4 * 1024 * 1024) });
    expect(response.status).toBe(200);
    expect(String(events[0]?.body)).toHaveLength(Math.ceil((4.4 * 1024 * 1024) / 3) * 4);
  });
});

describe('connections', () => {
  it('serve one request after the other', async () => {
    const { port, events } = await start();
    const answer = await sendRaw(port, ['GET /models HTTP/1.1\r\nHost: h\r\n\r\nGET /models/m HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n']);
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    expect(events.map(({ path }) => path)).toEqual(['/models', '/models/m']);
  });

  it('that end while their request waits take it back', async () => {
    let aborted = false;
    const { port } = await start((_name, _event, signal) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => { aborted = true; reject(new MaasError('OVER_CAPACITY', 'gone')); });
    }));
    await sendRaw(port, ['GET /models HTTP/1.1\r\nHost: h\r\n\r\n', 'garbage after it']);
    await poll('it was taken back', () => aborted);
  });

  it('that end in the middle of a body reach no function', async () => {
    const { port, events, exchanges, url } = await start();
    const socket = connect(port, '127.0.0.1', () => { socket.write('POST /predict HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf', () => { socket.destroy(); }); });
    await poll('it was noticed', () => exchanges.length > 0);
    expect(events).toEqual([]);
    expect((await fetch(`${url}/models`)).status).toBe(200);
  });

  it('from pages of this machine get what browsers ask for', async () => {
    const { url, events } = await start();
    const response = await fetch(`${url}/models/m/aliases/live`, { method: 'OPTIONS', headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'PUT' } });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-allow-methods': 'PUT, DELETE, OPTIONS', 'access-control-allow-headers': expect.stringContaining('content-type') });
    expect(events).toEqual([]);
    expect((await fetch(`${url}/nope`, { method: 'OPTIONS' })).status).toBe(404);
  });
});
