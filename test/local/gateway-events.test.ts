import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ROUTES } from '../../layers/maas/contract/routes.ts';
import { answerWith, sendRaw, startGateway, type TestGateway } from './support/exchange.ts';
import { toReceivedRequest } from '../../layers/maas/hosts/lambda.ts';
import type { ReceivedRequest } from '../../layers/maas/http/http-request.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.events.length = 0;
});

/** The event that a request becomes. */
async function toEvent(head: string, body: string | Buffer = ''): Promise<Record<string, unknown>> {
  const answer = await sendRaw(gateway.port, [`${head}\r\nConnection: close\r\n\r\n`, body]);
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(answer);
  return gateway.events.at(-1) ?? {};
}

describe('the event of a request', () => {
  it('is that of a REST API with proxy integration', async () => {
    const event = await toEvent(
      'POST /models/m/predict?version=live HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: ' +
        'test\r\nContent-Type: application/json\r\nContent-Length: 2',
      '{}',
    );
    expect(event).toEqual({
      resource: '/models/{model}/predict',
      path: '/models/m/predict',
      httpMethod: 'POST',
      headers: expect.objectContaining({
        Host: 'localhost:8080',
        'User-Agent': 'test',
        'Content-Type': 'application/json',
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Proto': 'http',
      }),
      multiValueHeaders: expect.objectContaining({
        Host: ['localhost:8080'],
        'Content-Type': ['application/json'],
      }),
      queryStringParameters: { version: 'live' },
      multiValueQueryStringParameters: { version: ['live'] },
      pathParameters: { model: 'm' },
      stageVariables: null,
      requestContext: expect.objectContaining({
        resourcePath: '/models/{model}/predict',
        httpMethod: 'POST',
        path: '/models/m/predict',
        stage: 'local',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        requestTime: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        requestTimeEpoch: expect.any(Number),
        identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'test' }),
      }),
      body: Buffer.from('{}').toString('base64'),
      isBase64Encoded: true,
    });
  });

  it('is none for liveness, which the gateway answers itself', async () => {
    const answer = await sendRaw(gateway.port, [
      'GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ]);
    expect([answer.split('\r\n')[0], answer.split('\r\n\r\n')[1]]).toEqual([
      'HTTP/1.1 200 OK',
      '{"live":true}',
    ]);
    expect(gateway.events).toEqual([]);
  });

  it.each(Object.entries(ROUTES).filter(([operation]) => operation !== 'serverLive'))(
    'names the resource of %s',
    async (_operation, { method, path }) => {
      const event = await toEvent(
        `${method} ${path.replaceAll(/\{\w+\}/g, 'x')} HTTP/1.1\r\nHost: localhost`,
      );
      expect(event).toMatchObject({
        resource: path,
        httpMethod: method,
        body: null,
        isBase64Encoded: false,
      });
    },
  );

  it.each([
    ['/models/a%20b', { model: 'a%20b' }],
    ['/models/a%2Fb', { model: 'a%2Fb' }],
    ['/models/%E4%B8%AD', { model: '%E4%B8%AD' }],
    ['/models/a+b', { model: 'a+b' }],
    ['/models/..', { model: '..' }],
    ['/models/%25zz', { model: '%25zz' }],
    ['/models/m/versions/7', { model: 'm', version: '7' }],
    ['/models/m/', { model: 'm' }],
    ['/models', null],
  ])('has the path parameters of %s as they were sent', async (path, parameters) => {
    const event = await toEvent(`GET ${path} HTTP/1.1\r\nHost: localhost`);
    expect(event).toMatchObject({ path, pathParameters: parameters });
  });

  it.each([
    ['', null, null],
    ['?', null, null],
    ['?a=1', { a: '1' }, { a: ['1'] }],
    ['?a=1&a=2&b=', { a: '2', b: '' }, { a: ['1', '2'], b: [''] }],
    ['?a=x%20y+z&%E4%B8%AD=%26', { a: 'x y z', 中: '&' }, { a: ['x y z'], 中: ['&'] }],
    ['?a', { a: '' }, { a: [''] }],
    ['?a=%zz', { a: '%zz' }, { a: ['%zz'] }],
    ['?__proto__=1', JSON.parse('{"__proto__":"1"}'), JSON.parse('{"__proto__":["1"]}')],
  ])('has the query %s', async (query, single, multiple) => {
    const event = await toEvent(`GET /models${query} HTTP/1.1\r\nHost: localhost`);
    expect(event.queryStringParameters).toEqual(single);
    expect(event.multiValueQueryStringParameters).toEqual(multiple);
  });

  it('keeps how headers are written, all values of each, and none that concern the connection', async () => {
    const event = await toEvent(
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nX-One: a\r\nx-one: b\r\nKeep-Alive: ' +
        'timeout=5\r\nTE: trailers\r\nX-Forwarded-For: 10.0.0.1\r\nContent-Length: 1',
      'x',
    );
    expect(event.multiValueHeaders).toEqual({
      Host: ['localhost'],
      'X-One': ['a', 'b'],
      'X-Forwarded-For': ['10.0.0.1, 127.0.0.1'],
      'X-Forwarded-Port': [String(gateway.port)],
      'X-Forwarded-Proto': ['http'],
    });
    expect(event.headers).toMatchObject({ 'X-One': 'b' });
  });

  it.each<[string, Buffer]>([
    ['no UTF-8', Buffer.from([0, 255, 128, 10])],
    ['UTF-8', Buffer.from('{"text":"正面"}')],
    ['one that looks like base64', Buffer.from('aGVsbG8=')],
  ])('carries a body that is %s byte for byte', async (_what, body) => {
    const event = await toEvent(
      `POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}`,
      body,
    );
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(String(event.body), 'base64')).toEqual(body);
  });

  it('carries a body that comes in chunks', async () => {
    const event = await toEvent(
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked',
      '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    );
    expect(Buffer.from(String(event.body), 'base64').toString()).toBe('abcde');
  });

  it('has the path of a target that is a whole address', async () => {
    const event = await toEvent(
      'GET http://proxied.example/models?limit=1 HTTP/1.1\r\nHost: localhost',
    );
    expect(event).toMatchObject({ path: '/models', queryStringParameters: { limit: '1' } });
  });

  it.each<[string, string | Buffer]>([
    [
      'POST /models/a%2Fb/predict?version=1&x=%20&x=2 HTTP/1.1\r\nHost: localhost\r\nX-One: a\r\n' +
        'x-one: b\r\nX-Forwarded-For: 10.0.0.1\r\nContent-Length: 3',
      Buffer.from([0, 255, 128]),
    ],
    ['GET /models?__proto__=1 HTTP/1.1\r\nHost: localhost\r\n__proto__: x', ''],
  ])('says the same as the request that a function without events gets: %s', async (head, body) => {
    const seen: [ReceivedRequest, APIGatewayProxyEvent][] = [];
    const gateway = await startGateway((_, call) => {
      seen.push([call.received, JSON.parse(call.toEvent()) as APIGatewayProxyEvent]);
      return Promise.resolve(answerWith({ statusCode: 200, body: 'ok' }));
    });
    await sendRaw(gateway.port, [`${head}\r\nConnection: close\r\n\r\n`, body]);
    await gateway.close();
    expect(seen).toHaveLength(1);
    for (const [received, event] of seen) expect(toReceivedRequest(event)).toEqual(received);
  });
});
