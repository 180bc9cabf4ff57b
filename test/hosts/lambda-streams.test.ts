import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { AnswerStream } from '../../layers/maas/core/answer-stream.ts';
import { jsonResponse, type HttpResponse } from '../../layers/maas/http/http-response.ts';
import { serveRequest } from '../../layers/maas/http/serve-request.ts';
import { toStreamingHandler } from '../../layers/maas/hosts/lambda.ts';
import { toContext, toEvent } from '../support/gateway-event.ts';
import { callStreaming, installResponseStreams } from '../support/response-stream.ts';
import { forAll, createHandlers, URL } from '../support/lambda-functions.ts';

function noop(): void {
  // Nothing is to be seen of what is logged here.
}

installResponseStreams();

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
