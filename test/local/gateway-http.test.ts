import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { sendRaw } from './support/exchange.ts';
import { expectError } from './support/expect-error.ts';
import { start } from './support/http-gateway.ts';

describe('refusals', () => {
  it.each([
    ['GET', '/nope', 404, 'ROUTE_NOT_FOUND', null],
    ['POST', '/', 404, 'ROUTE_NOT_FOUND', null],
    ['GET', '/models/a/b', 404, 'ROUTE_NOT_FOUND', null],
    ['GET', '//models', 404, 'ROUTE_NOT_FOUND', null],
    ['PATCH', '/models', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD, OPTIONS'],
    ['POST', '/docs', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD'],
    ['DELETE', '/metrics', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD'],
    ['PUT', '/alarms/history', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD'],
    ['GET', '/upload', 405, 'METHOD_NOT_ALLOWED', 'POST, OPTIONS'],
    ['DELETE', '/models/m', 200, '', null],
  ])('of %s %s are %i', async (method, path, status, code, allow) => {
    const { url, port } = await start();
    const response = path.startsWith('//') ? undefined : await fetch(url + path, { method });
    if (!response) {
      expect(
        await sendRaw(port, [
          `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
        ]),
      ).toMatch(/^HTTP\/1.1 404 /);
    } else if (status === 200) expect(response.status).toBe(200);
    else await expectError(response, status, code);
    if (response) expect(response.headers.get('allow')).toBe(allow);
  });

  it('have no body when the method is HEAD', async () => {
    const { port } = await start();
    const answer = await sendRaw(port, [
      'HEAD /predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*allow: POST, OPTIONS[^]*\r\n\r\n$/);
  });

  it.each<[string, string, RegExp]>([
    ['are no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['are TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
    [
      'have two lengths',
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: ' +
        '2\r\n\r\nab',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'have a length and chunks',
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: ' +
        'chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'have chunks that are none',
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'have a space in a header name',
      'GET /models HTTP/1.1\r\nHost : h\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'have a header without a colon',
      'GET /models HTTP/1.1\r\nHost: localhost\r\nnothing\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['have no Host', 'GET /models HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'have two Hosts',
      'GET /models HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'have a path of raw bytes',
      'GET /models?x=\xe4\xb8\xad HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'ask for a tunnel',
      'CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    [
      'have headers without end',
      `GET /models HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(11_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
    [
      'are for a name that anybody may have pointed here',
      'GET /models HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 403 /,
    ],
    [
      'are for a name that only begins like an address',
      'GET /models HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 403 /,
    ],
    [
      'come from a page elsewhere',
      'POST /models HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nConnection: ' +
        'close\r\n\r\n',
      /^HTTP\/1\.1 403 /,
    ],
  ])('reach no function, in our shape, when requests %s', async (_what, text, status) => {
    const { port, events, url } = await start();
    const answer = await sendRaw(port, [Buffer.from(text, 'latin1')]);
    expect(answer).toMatch(status);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(JSON.parse(body)).toEqual({
      error: expect.any(String),
      code: expect.any(String),
      requestId: /x-amzn-requestid: (\S+)/.exec(head)?.[1],
    });
    expect(head).toContain(`content-length: ${Buffer.byteLength(body, 'latin1')}`);
    expect(head).toContain('x-content-type-options: nosniff');
    expect(events).toEqual([]);
    expect((await fetch(`${url}/models`)).status).toBe(200);
  });

  it.each([
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'is it https, not http?'],
    ['a space in its address', 'GET /models/a b HTTP/1.1\r\n\r\n', 'not percent-encoded'],
    ['raw letters in its address', 'GET /models/\xe4 HTTP/1.1\r\n\r\n', 'not percent-encoded'],
    [
      'a length that is none',
      'POST /predict HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
      'Content-Length is no number',
    ],
  ])('say what a request has that is %s', async (_what, text, sentence) => {
    const { port } = await start();
    expect(await sendRaw(port, [Buffer.from(text, 'latin1')])).toContain(sentence);
  });

  it('do not take the second request of a smuggler for one of its own', async () => {
    const { port, events } = await start();
    await sendRaw(port, [
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: ' +
        'chunked\r\n\r\n0\r\n\r\nGET /models HTTP/1.1\r\nHost: localhost\r\n\r\n',
    ]);
    expect(events).toEqual([]);
  });
});

describe('sizes', () => {
  it.each([
    ["above the gateway's 10 MB", LIMITS.gatewayRequestBytes + 1],
    ['that fit the gateway, but not an event', 5 * 1024 * 1024],
    ['far above both', 64 * 1024 * 1024],
  ])(
    '%s are 413 that name the other way, and the client can read it after it has sent all',
    async (_what, bytes) => {
      const { url, events } = await start();
      const response = await fetch(`${url}/upload`, { method: 'POST', body: Buffer.alloc(bytes) });
      const body = (await response.clone().json()) as { error: string };
      await expectError(response, 413, 'PAYLOAD_TOO_LARGE');
      expect(body.error).toContain('POST /models/{model}/versions');
      expect(events).toEqual([]);
    },
  );

  it.each([
    ['/predict', /fewer inputs .* binary to \/v2\/models/],
    ['/v2/models/m/infer', /fewer inputs .* binary to \/v2\/models/],
    ['/models/m/versions', /No call of this path/],
  ])(
    'above the limit are 413 that say what helps when the call is POST %s',
    async (path, advice) => {
      const { url } = await start();
      const response = await fetch(url + path, {
        method: 'POST',
        body: Buffer.alloc(5 * 1024 * 1024),
      });
      expect(((await response.clone().json()) as { error: string }).error).toMatch(advice);
      await expectError(response, 413, 'PAYLOAD_TOO_LARGE');
    },
  );

  it('above the limit are refused in chunks too, and the connection lives on', async () => {
    const { port } = await start();
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const head = 'POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await sendRaw(port, [
      head,
      ...Array.from({ length: 12 }, () => chunk),
      '0\r\n\r\n',
      'GET /models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*HTTP\/1\.1 200 /);
  });

  it('up to the limit reach the function', async () => {
    const { url, events } = await start();
    const response = await fetch(`${url}/upload`, {
      method: 'POST',
      body: Buffer.alloc(4.4 * 1024 * 1024),
    });
    expect(response.status).toBe(200);
    expect(String(events[0]?.body)).toHaveLength(Math.ceil((4.4 * 1024 * 1024) / 3) * 4);
  });
});
