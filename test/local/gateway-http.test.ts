import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import type { FunctionAnswer } from '../../local/runtime-api/invocation.ts';
import { poll } from '../support/poll.ts';
import { answerWith, sendRaw, useGateway } from './support/exchange.ts';
import { expectError } from './support/expect-error.ts';

const start = useGateway();

describe('refusals', () => {
  it.each([
    ['GET', '/nope', 404, 'ROUTE_NOT_FOUND', null],
    ['POST', '/', 404, 'ROUTE_NOT_FOUND', null],
    ['GET', '/models/a/b', 404, 'ROUTE_NOT_FOUND', null],
    ['GET', '//models', 404, 'ROUTE_NOT_FOUND', null],
    ['PATCH', '/models', 405, 'METHOD_NOT_ALLOWED', 'GET, OPTIONS'],
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
      'HEAD /models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 405 [^]*allow: GET, OPTIONS[^]*\r\n\r\n$/);
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

describe('connections', () => {
  it.each([
    'localhost',
    'LocalHost.:80',
    '127.0.0.1:8080',
    '[::1]:8080',
    '127.8.9.10',
    'demo.localhost:1',
    '',
  ])('for the host %j are served', async (host) => {
    const { port } = await start();
    expect(
      await sendRaw(port, [`GET /models HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`]),
    ).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('that expect what nobody knows are served', async () => {
    const { port } = await start();
    expect(
      await sendRaw(port, [
        'GET /models HTTP/1.1\r\nHost: localhost\r\nExpect: 200-ok\r\nConnection: close\r\n\r\n',
      ]),
    ).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('which the client does not keep stay open until a refused body is there', async () => {
    const { port } = await start();
    const head =
      'POST /upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ' +
      `${12 << 20}\r\n\r\n`;
    const sent = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
        .on('error', () => {
          resolve(false);
        })
        .resume();
      socket.write(head);
      for (let megabytes = 0; megabytes < 12; megabytes++) socket.write(Buffer.alloc(1 << 20));
      socket.on('end', () => {
        resolve(socket.bytesWritten === head.length + (12 << 20) && socket.writableLength === 0);
      });
    });
    expect(sent).toBe(true);
  });

  it('serve one request after the other', async () => {
    const { port, events } = await start();
    const answer = await sendRaw(port, [
      'GET /models HTTP/1.1\r\nHost: localhost\r\n\r\nGET /models/m HTTP/1.1\r\nHost: ' +
        'localhost\r\nConnection: close\r\n\r\n',
    ]);
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    expect(events.map(({ path }) => path)).toEqual(['/models', '/models/m']);
  });

  it('that end while their request waits take it back', async () => {
    let aborted = 0;
    const { port, events } = await start(
      (_name, _event, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted++;
            reject(new MaasError('OVER_CAPACITY', 'gone'));
          });
        }),
    );
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'GET /models HTTP/1.1\r\nHost: localhost\r\n\r\nGET /models HTTP/1.1\r\nHost: ' +
          'localhost\r\n\r\n',
      );
    });
    await poll('both wait', () => events.length === 2);
    socket.destroy();
    await poll('they were taken back', () => aborted === 2);
  });

  it('that go on with garbage get the answers before it first', async () => {
    const slow = Promise.withResolvers<FunctionAnswer>();
    const { port, events } = await start((_name, { received }) =>
      received.path === '/models/slow'
        ? slow.promise
        : Promise.resolve(answerWith({ statusCode: 200, body: 'fast' })),
    );
    const answer = sendRaw(port, [
      'GET /models/slow HTTP/1.1\r\nHost: localhost\r\n\r\nGET /models/fast HTTP/1.1\r\nHost: ' +
        'localhost\r\n\r\nno request\r\n\r\n',
      'more of it\r\n\r\n',
    ]);
    await poll('both wait', () => events.length === 2);
    slow.resolve(answerWith({ statusCode: 200, body: 'slow' }));
    expect(
      (await answer)
        .split('\r\n\r\n')
        .slice(0, -1)
        .map((text) => text.slice(text.indexOf('HTTP/1.1')).slice(9, 12)),
    ).toEqual(['200', '200', '400']);
    expect(await answer).toMatch(/slow[^]*fast[^]*"code":"INVALID_REQUEST"/);
  });

  it.each([
    'CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'no request\r\n\r\n',
    'GET /models HTTP/1.1\r\nHost: localhost\r\n\r\nno request\r\n\r\n',
  ])('that are reset after %j harm nobody else', async (text) => {
    const { port, url } = await start();
    for (let round = 0; round < 20; round++) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(text, () => {
            socket.resetAndDestroy();
          });
        }).on('close', () => {
          resolve();
        });
      });
    }
    expect((await fetch(`${url}/models`)).status).toBe(200);
  });

  it('that end in the middle of a body reach no function', async () => {
    const { port, events, exchanges, url } = await start();
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf',
        () => {
          socket.destroy();
        },
      );
    });
    await poll('it was noticed', () => exchanges.length > 0);
    expect(events).toEqual([]);
    expect((await fetch(`${url}/models`)).status).toBe(200);
  });

  it('from pages of this machine get what browsers ask for', async () => {
    const { url, events } = await start();
    const response = await fetch(`${url}/models/m/aliases/live`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'PUT' },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'PUT, DELETE, OPTIONS',
      'access-control-allow-headers': expect.stringContaining('content-type'),
    });
    expect(events).toEqual([]);
    expect((await fetch(`${url}/nope`, { method: 'OPTIONS' })).status).toBe(404);
  });

  it.each<[string, string]>([
    ['whose headers never end', 'GET /models HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
    [
      'whose body never ends',
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nsome',
    ],
    [
      'whose chunks never end',
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: ' +
        'chunked\r\n\r\n4\r\nsome\r\n',
    ],
  ])('%s are answered with an error, and hold nothing', async (_what, text) => {
    const { port, events } = await start(undefined, {}, { headersMs: 200, bodyMs: 200 });
    const answer = await sendRaw(port, [text], /"requestId"/);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|408) [^]*"code":"INVALID_REQUEST"/);
    expect(events).toEqual([]);
  });
});
