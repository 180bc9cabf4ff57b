import { ROUTES, type Route } from '../../layers/maas/contract/routes.ts';
import type { Handlers } from '../../layers/maas/http/router.ts';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { AnswerStream } from '../../layers/maas/core/answer-stream.ts';
import { MaasError, ModelLoadError } from '../../layers/maas/core/errors.ts';
import type { LogFields, Logger } from '../../layers/maas/core/ports/logger.ts';
import type { HttpHandler } from '../../layers/maas/http/http-request.ts';
import { jsonResponse, type HttpResponse } from '../../layers/maas/http/http-response.ts';
import { serveRequest } from '../../layers/maas/http/serve-request.ts';
import { toBufferedHandler, toStreamingHandler } from '../../layers/maas/hosts/lambda.ts';
import { toContext, toEvent, type EventOptions } from '../support/gateway-event.ts';
import { callStreaming, installResponseStreams } from '../support/response-stream.ts';

installResponseStreams();

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
interface Line {
  readonly level: keyof Logger;
  readonly fields: LogFields;
}

type Call = (
  method: string,
  url: string,
  options?: EventOptions,
  remainingMs?: number,
) => Promise<Answer>;

/** One handler for all operations of a function. */
function forAll(handle: HttpHandler<HttpResponse>): Handlers<'monitor'> {
  const own = Object.entries<Route>(ROUTES).filter(([, route]) => route.function === 'monitor');
  return Object.fromEntries(own.map(([name]) => [name, handle])) as Handlers<'monitor'>;
}

/** One operation behind either form of a function, and what they log. */
function createHandlers(handle: HttpHandler<HttpResponse>): {
  buffered: Call;
  streamed: Call;
  lines: Line[];
} {
  const lines: Line[] = [];
  const log =
    (level: keyof Logger) =>
    (_message: string, fields: LogFields = {}) => {
      lines.push({ level, fields });
    };
  const options = {
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    clock: { monotonicMs: () => 0 },
  };
  const serve = serveRequest<'monitor'>(Promise.resolve(forAll(handle)), options);
  const buffered = toBufferedHandler(serve);
  const streamed = toStreamingHandler(serve);
  return {
    lines,
    buffered: async (method, url, eventOptions, remainingMs) =>
      (await buffered(toEvent(method, url, eventOptions), toContext(remainingMs))) as Answer,
    streamed: async (method, url, eventOptions, remainingMs) => {
      const { bytes, ...answer } = await callStreaming(
        streamed,
        toEvent(method, url, eventOptions),
        toContext(remainingMs),
      );
      return { ...answer, body: bytes.toString() };
    },
  };
}

const URL = '/models/m/metrics';

const fail =
  (error: unknown): HttpHandler<HttpResponse> =>
  () =>
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- anything is thrown
    Promise.reject(error);

describe.each(['buffered', 'streamed'] as const)('a %s function', (kind) => {
  it('hands the request to its route and the answer back', async () => {
    const { lines, ...call } = createHandlers(({ parameters, query, body }) =>
      Promise.resolve(
        jsonResponse(200, { parameters, query, length: body.length }, { 'x-own': '1' }),
      ),
    );
    const answer = await call[kind]('GET', `${URL}?period=5`, { body: 'abc' });
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: {
        'content-type': 'application/json',
        'x-own': '1',
        'access-control-allow-origin': '*',
      },
    });
    expect(JSON.parse(answer.body)).toEqual({
      parameters: { model: 'm' },
      query: { period: '5' },
      length: 3,
    });
    expect(lines).toEqual([
      {
        level: 'info',
        fields: {
          requestId: 'request-1',
          method: 'GET',
          resource: '/models/{model}/metrics',
          path: URL,
          status: 200,
          durationMs: 0,
        },
      },
    ]);
  });

  it('says in its log line what was learnt of the call', async () => {
    const { lines, ...call } = createHandlers((_, { notes }) => {
      notes.predictionId = 'p-1';
      return Promise.reject(new MaasError('CONFLICT', 'No.'));
    });
    await call[kind]('GET', URL);
    expect(lines[0]?.fields).toMatchObject({ predictionId: 'p-1', code: 'CONFLICT' });
  });

  it('decompresses the body before the handler sees it', async () => {
    const call = createHandlers(({ body }) =>
      Promise.resolve(jsonResponse(200, Buffer.from(body).toString())),
    );
    expect(
      await call[kind]('GET', URL, {
        body: gzipSync('hello'),
        headers: { 'Content-Encoding': 'GZip' },
      }),
    ).toMatchObject({ body: '"hello"' });
  });

  it.each([
    ['INVALID_REQUEST', 400],
    ['MODEL_NOT_FOUND', 404],
    ['CONFLICT', 409],
    ['NOT_SUPPORTED', 501],
  ] as const)(
    'answers an error that was foreseen in our shape when it is %s',
    async (code, status) => {
      const { lines, ...call } = createHandlers(fail(new MaasError(code, 'What to do.')));
      const answer = await call[kind]('GET', URL);
      expect(answer.statusCode).toBe(status);
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(JSON.parse(answer.body)).toEqual({
        error: 'What to do.',
        code,
        requestId: 'request-1',
      });
      expect(lines).toMatchObject([
        { level: 'info', fields: { status, code } },
        { level: 'debug', fields: { requestId: 'request-1', reason: 'What to do.' } },
      ]);
      expect(JSON.stringify(lines[0])).not.toContain('What to do.');
    },
  );

  it.each([
    ['an error', new Error("ENOENT: no such file or directory, open '/var/task/secret.json'")],
    ['a type error', new TypeError('Cannot read properties of undefined')],
    ['a text', 'some text'],
    ['nothing', undefined],
  ])('tells the log and not the caller when %s was not foreseen', async (_, error) => {
    const { lines, ...call } = createHandlers(fail(error));
    const answer = await call[kind]('GET', URL);
    expect(answer.statusCode).toBe(500);
    expect(JSON.parse(answer.body)).toEqual({
      error: 'The service failed; its log tells why under the request id request-1.',
      code: 'INTERNAL',
      requestId: 'request-1',
    });
    expect(answer.body).not.toMatch(/secret|undefined|some text|at /);
    expect(lines).toMatchObject([
      { level: 'error', fields: { status: 500, code: 'INTERNAL', requestId: 'request-1' } },
    ]);
    expect(lines[0]?.fields.error).toBe(error);
  });

  it('says when to come again when loading failed', async () => {
    const { lines, ...call } = createHandlers(
      fail(new ModelLoadError('The model could not be loaded.')),
    );
    expect(await call[kind]('GET', URL)).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '1' },
    });
    expect(lines).toMatchObject([{ level: 'error', fields: { code: 'LOADING_FAILED' } }]);
  });

  it('answers TIMEOUT before the function is ended', async () => {
    const call = createHandlers(() => new Promise(() => undefined));
    const answer = await call[kind]('GET', URL, {}, 510);
    expect(answer.statusCode).toBe(504);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'TIMEOUT' });
  });

  it('tells the handler when its caller is told that the time is over', async () => {
    let isAborted = false;
    const call = createHandlers(
      (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            isAborted = true;
          });
        }),
    );
    expect((await call[kind]('GET', URL, {}, 510)).statusCode).toBe(504);
    expect(isAborted).toBe(true);
  });

  it('tells a handler what time it has', async () => {
    const call = createHandlers((_, context) =>
      Promise.resolve(
        jsonResponse(200, context.remainingMs() <= 9500 && context.remainingMs() > 0),
      ),
    );
    expect((await call[kind]('GET', URL, {}, 10_000)).body).toBe('true');
  });

  it('answers METHOD_NOT_ALLOWED with what is when the path has no such method', async () => {
    const call = createHandlers(fail(new Error('called')));
    const answer = await call[kind]('PATCH', URL);
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'GET' } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  it('answers ROUTE_NOT_FOUND when there is no such path', async () => {
    const call = createHandlers(fail(new Error('called')));
    const answer = await call[kind]('GET', '/nowhere');
    expect(answer.statusCode).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
  });

  it.each([
    ['the coding is unknown', URL, { body: 'x', headers: { 'content-encoding': 'br' } }, 415],
    [
      'the body is cut',
      URL,
      { body: gzipSync('hello').subarray(0, 8), headers: { 'content-encoding': 'gzip' } },
      400,
    ],
    ['the query says something twice', `${URL}?a=1&a=2`, {}, 400],
  ])('answers in our shape when %s', async (_, url, options, status) => {
    const call = createHandlers(fail(new Error('called')));
    const answer = await call[kind]('GET', url, options);
    expect(answer.statusCode).toBe(status);
    expect(Object.keys(JSON.parse(answer.body) as object)).toEqual(['error', 'code', 'requestId']);
  });
});

describe('a stream that comes late', () => {
  it('is given up when its caller was told TIMEOUT before', async () => {
    const answer = Promise.withResolvers<HttpResponse>();
    const { streamed } = createHandlers(() => answer.promise);
    expect((await streamed('GET', URL, {}, 510)).statusCode).toBe(504);
    const ended = Promise.withResolvers<unknown>();
    const body = new AnswerStream(
      'text/plain',
      (async function* () {
        await Promise.resolve();
        yield Buffer.from('late');
      })(),
    );
    body.observe({ onEnd: ended.resolve });
    answer.resolve({ status: 200, body });
    expect(await ended.promise).toMatchObject({ code: 'CALLER_LEFT' });
  });
});

describe('a streamed function', () => {
  it('streams bytes as they are, in pieces', async () => {
    const pieces = [Buffer.from([0xff, 0xfe]), Buffer.alloc(100_000, 7)];
    const answer = (): Promise<HttpResponse> => Promise.resolve({ status: 200, body: pieces });
    const handler = toStreamingHandler(
      serveRequest<'monitor'>(Promise.resolve(forAll(answer)), {
        logger: { debug: noop, info: noop, warn: noop, error: noop },
        clock: { monotonicMs: () => 0 },
      }),
    );
    const { bytes } = await callStreaming(handler, toEvent('GET', URL), toContext());
    expect(bytes).toEqual(Buffer.concat(pieces));
  });

  it('streams long text whole when it has characters of several bytes', async () => {
    const text = '好😀'.repeat(40_000);
    const call = createHandlers(() => Promise.resolve(jsonResponse(200, text)));
    expect(JSON.parse((await call.streamed('GET', URL)).body) === text).toBe(true);
  });

  it('does what is left when the whole answer has gone out, and ends after that', async () => {
    const stream = new PassThrough();
    const seen: string[] = [];
    const work = Promise.withResolvers<undefined>();
    stream.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
    stream.on('end', () => {
      seen.push('end');
      work.resolve(undefined); // else this waits for ever: the answer would be held back
    });
    const answer = (): Promise<HttpResponse> =>
      Promise.resolve({
        status: 200,
        body: 'hello',
        afterwards: async () => {
          await work.promise;
          seen.push('afterwards');
        },
      });
    const handler = toStreamingHandler(
      serveRequest<'monitor'>(Promise.resolve(forAll(answer)), {
        logger: { debug: noop, info: noop, warn: noop, error: noop },
        clock: { monotonicMs: () => 0 },
      }),
    ) as (event: unknown, out: PassThrough, context: unknown) => Promise<void>;
    await handler(toEvent('GET', URL), stream, toContext());
    expect(seen).toEqual(['hello', 'end', 'afterwards']);
  });
});

function noop(): void {
  // Nothing is to be seen of what is logged here.
}
