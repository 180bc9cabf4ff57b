import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { MaasError, ModelLoadError } from '../../layers/maas/core/errors.ts';
import type { HttpHandler } from '../../layers/maas/http/http-request.ts';
import { jsonResponse, type HttpResponse } from '../../layers/maas/http/http-response.ts';
import { installResponseStreams } from '../support/response-stream.ts';
import { createHandlers, URL } from '../support/lambda-functions.ts';

const fail =
  (error: unknown): HttpHandler<HttpResponse> =>
  () =>
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- anything is thrown
    Promise.reject(error);

installResponseStreams();

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

  it('places what it made under the stage that it was called by', async () => {
    const made = jsonResponse(201, {}, { location: '/models/m/versions/2' });
    const call = createHandlers(() => Promise.resolve(made));
    expect(await call[kind]('GET', URL, { stage: '/prod' })).toMatchObject({
      headers: { location: '/prod/models/m/versions/2' },
    });
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
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
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
