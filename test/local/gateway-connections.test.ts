import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { MaasError } from '../../layers/maas/core/errors.ts';
import type { FunctionAnswer } from '../../layers/maas/instances/invocation.ts';
import { poll } from '../support/poll.ts';
import { answerWith, sendRaw } from './support/exchange.ts';
import { start } from './support/http-gateway.ts';

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
