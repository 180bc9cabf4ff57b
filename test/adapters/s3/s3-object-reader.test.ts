import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpConnection } from '../../../layers/maas/adapters/aws/http-connection.ts';
import { S3ObjectReader } from '../../../layers/maas/adapters/s3/s3-object-reader.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { makeBytes } from '../../suites/object-store/bodies.ts';
import {
  answerError,
  answerRange,
  answerWith,
  breakAfter,
  resetConnection,
  startScriptedServer,
  type ScriptedServer,
} from '../../support/scripted-server.ts';

const BYTES = makeBytes(300_000);
const ETAG = { etag: '"abc"' };

describe('S3ObjectReader', () => {
  let server: ScriptedServer;
  const open = (environment: Record<string, string> = {}): S3ObjectReader =>
    new S3ObjectReader({
      bucket: 'models',
      pathStyle: true,
      clock: systemClock,
      retry: { delayMs: 0 },
      environment: {
        AWS_ENDPOINT_URL_S3: server.url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AK',
        AWS_SECRET_ACCESS_KEY: 'SK',
        AWS_SESSION_TOKEN: 'ST',
        ...environment,
      },
    });

  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  it('signs with the session token, for the region, under the bucket in the path', async () => {
    server.answer(answerWith(200, 'hello', ETAG));
    expect(await open().get('a/b c')).toEqual({ bytes: Buffer.from('hello'), etag: 'abc' });
    const { url, headers } = server.requests[0] ?? {};
    expect(url).toBe('/models/a/b%20c');
    expect(headers?.authorization?.split(', ')).toEqual([
      expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AK\/\d{8}\/eu-west-1\/s3\/aws4_request$/),
      'SignedHeaders=host;x-amz-checksum-mode;x-amz-content-sha256;x-amz-date;x-amz-security-token',
      expect.stringMatching(/^Signature=[0-9a-f]{64}$/),
    ]);
    expect(headers?.['x-amz-security-token']).toBe('ST');
  });

  it.each([
    ['503', answerWith(503)],
    ['500 InternalError', answerError(500, 'InternalError')],
    ['503 SlowDown', answerError(503, 'SlowDown')],
    ['400 RequestTimeout', answerError(400, 'RequestTimeout')],
    ['429', answerWith(429)],
    ['a reset connection', resetConnection],
    ['a body that breaks off', breakAfter(BYTES, 1000)],
  ])('answers after the second try when the first met %s', async (_, failure) => {
    server.answer(failure, answerWith(200, BYTES, ETAG));
    const object = await open().get('a');
    expect(object !== undefined && object !== 'unchanged' && BYTES.equals(object.bytes)).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    ['S3 answered 503 SlowDown', answerError(503, 'SlowDown')],
    ['ECONNRESET', resetConnection],
  ])('gives up after three tries, with the reason: %s', async (message, failure) => {
    server.answer(failure);
    await expect(open().get('a')).rejects.toThrow(message);
    // A connection that was kept and broke before an answer may have been closed before: it is none.
    expect([3, 4]).toContain(server.requests.length);
  });

  it('tries as often as AWS_MAX_ATTEMPTS says', async () => {
    server.answer(answerError(503, 'SlowDown'));
    await expect(open({ AWS_MAX_ATTEMPTS: '5' }).get('a')).rejects.toThrow('SlowDown');
    expect(server.requests).toHaveLength(5);
  });

  it.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [301, 'PermanentRedirect'],
    [400, 'InvalidRequest'],
  ])('throws at once, with the key and the reason, when S3 answers %i %s', async (status, code) => {
    server.answer(answerError(status, code));
    await expect(open().get('models/m/model.json')).rejects.toMatchObject({
      status,
      code,
      message:
        `S3 answered ${status} ${code} to the reading of 'models/m/model.json': because of ` + code,
    });
    await expect(open().readInto('a', 0, Buffer.alloc(1))).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(2);
  });

  it('takes an unnamed 404 for an absent object', async () => {
    server.answer(answerWith(404));
    expect(await open().get('a')).toBeUndefined();
  });

  const readAll = async (): Promise<Buffer> => {
    const target = Buffer.alloc(BYTES.length);
    expect(await open().readInto('a', 0, target)).toBe(BYTES.length);
    return target;
  };

  it('reads over a new connection after those that wait were closed', async () => {
    server.answer(answerRange(BYTES, ETAG));
    await readAll();
    const before = server.connections();
    await readAll();
    expect(server.connections()).toBe(before);
    open().disconnect();
    expect((await readAll()).equals(BYTES)).toBe(true);
    expect(server.connections()).toBe(before + 1);
  });

  it('goes on where a body broke off, without a byte twice', async () => {
    server.answer(breakAfter(BYTES, 100_000, ETAG), answerRange(BYTES, ETAG));
    expect((await readAll()).equals(BYTES)).toBe(true);
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([
      'bytes=0-299999',
      expect.stringMatching(/^bytes=[1-9]\d*-299999$/),
    ]);
  });

  it('throws when the object was replaced where its body broke off', async () => {
    server.answer(breakAfter(BYTES, 100_000, ETAG), answerRange(BYTES, { etag: '"other"' }));
    await expect(readAll()).rejects.toThrow('replaced while it was read');
  });

  it('gives up when one connection after the other breaks off and brings nothing', async () => {
    server.answer(breakAfter(BYTES, 100_000, ETAG), (_, response) => {
      response.writeHead(206, { 'content-length': 200_000, ...ETAG }).flushHeaders();
      response.destroy();
    });
    await expect(readAll()).rejects.toThrow();
    expect(server.requests.length).toBeLessThanOrEqual(4);
  });

  it('answers how many bytes there were when they are fewer than were asked for', async () => {
    server.answer(answerWith(206, BYTES.subarray(0, 10), ETAG));
    expect(await open().readInto('a', 0, Buffer.alloc(20))).toBe(10);
  });

  const range = (first: number, last: number): Record<string, string> => ({
    ...ETAG,
    'content-range': `bytes ${first}-${last}/300000`,
  });
  it.each([
    ['more bytes', 0, answerWith(206, BYTES.subarray(0, 30), ETAG)],
    ['all of the object', 10, answerWith(200, BYTES, ETAG)],
    ['a beginning of the object', 10, answerWith(200, BYTES.subarray(0, 20), ETAG)],
    ['another range', 10, answerWith(206, BYTES.subarray(20, 40), range(20, 39))],
  ])('asks again when it is answered %s than the range', async (_, start, answer) => {
    const right = BYTES.subarray(start, start + 20);
    server.answer(answer, answerWith(206, right, range(start, start + 19)));
    const target = Buffer.alloc(20);
    expect(await open().readInto('a', start, target)).toBe(20);
    expect(target.equals(right)).toBe(true);
    server.answer(answer);
    await expect(open().readInto('a', start, target)).rejects.toThrow();
    expect(server.requests).toHaveLength(3);
  });

  it('asks again when an object is not what its checksum is of', async () => {
    const checksum = { 'x-amz-checksum-sha256': createHash('sha256').update('x').digest('base64') };
    server.answer(answerWith(200, 'y', { ...ETAG, ...checksum }), answerWith(200, 'x', checksum));
    expect(await open().get('a')).toMatchObject({ bytes: Buffer.from('x') });
    expect(server.requests[0]?.headers['x-amz-checksum-mode']).toBe('ENABLED');
    server.answer(answerWith(200, 'y', { ...ETAG, ...checksum }));
    await expect(open().get('a')).rejects.toThrow('put with');
  });

  it('reads a body that comes in chunks, or byte by byte', async () => {
    server.answer((_, response) => {
      response.writeHead(200, ETAG);
      for (const text of ['hel', 'lo']) response.write(text);
      response.end();
    });
    expect(await open().get('a')).toEqual({ bytes: Buffer.from('hello'), etag: 'abc' });
    server.answer((_, response) => {
      const text =
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nETag: "abc"\r\nContent-Length: 5\r\n\r\nhello';
      void (async () => {
        for (const character of text) {
          response.socket?.write(character);
          await new Promise(setImmediate);
        }
      })();
    });
    expect(await open().get('a')).toEqual({ bytes: Buffer.from('hello'), etag: 'abc' });
  });

  it.each([
    ['no HTTP at all', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n'],
    ['more than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('throws when the server answers %s', async (_, text) => {
    server.answer(({ socket }) => {
      socket.end(text);
    });
    await expect(open().get('a')).rejects.toThrow();
  });

  it('takes a new connection when the server has closed an idle one', async () => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-length': 1, ...ETAG }).end('x', () => {
        setImmediate(() => response.socket?.destroy());
      });
    });
    const reader = open();
    for (let i = 0; i < 5; i++) expect(await reader.get('a')).toMatchObject({ etag: 'abc' });
  });

  it('asks again, and elsewhere, what is under way when the connections are broken', async () => {
    server.answer(answerWith(200, 'idle', ETAG));
    const reader = open();
    await reader.get('a');
    const before = server.connections();
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    server.answer(
      () => {
        isAsked(); // and says nothing, as who is not there
      },
      answerWith(200, 'anew', ETAG),
    );
    const answer = reader.get('a');
    await asked;
    HttpConnection.breakAll();
    expect(await answer).toMatchObject({ bytes: Buffer.from('anew') });
    expect(server.connections()).toBe(before + 1);
  });

  it('uses one connection for many requests, one after the other', async () => {
    server.answer(answerWith(200, 'x', ETAG));
    const reader = open();
    await reader.get('a');
    const before = server.connections();
    for (let i = 0; i < 10; i++) await reader.get('a');
    expect(server.connections()).toBe(before);
  });

  it('asks for new credentials when S3 says that they have expired', async () => {
    const answerCredentials = (accessKeyId: string): ReturnType<typeof answerWith> =>
      answerWith(
        200,
        JSON.stringify({
          AccessKeyId: accessKeyId,
          SecretAccessKey: 's',
          Token: 't',
          Expiration: '2099-01-01T00:00:00Z',
        }),
      );
    server.answer(
      answerCredentials('FIRST'),
      answerError(400, 'ExpiredToken'),
      answerCredentials('SECOND'),
      answerWith(200, 'x', ETAG),
    );
    await open({
      AWS_ACCESS_KEY_ID: '',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/credentials`,
    }).get('a');
    expect(
      server.requests.map(
        ({ url, headers }) => headers.authorization?.match(/Credential=(\w+)/)?.[1] ?? url,
      ),
    ).toEqual(['/credentials', 'FIRST', '/credentials', 'SECOND']);
  });
});
