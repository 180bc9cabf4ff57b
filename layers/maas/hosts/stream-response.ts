import type { Writable } from 'node:stream';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { AnswerStream } from '../core/answer-stream.ts';
import type { HttpResponse } from '../http/http-response.ts';

type Wrap = (event: APIGatewayProxyEvent, out: Writable, context: Context) => Promise<void>;

/** The object that Lambda's runtime puts into the global scope of a function. */
declare const awslambda: {
  streamifyResponse(handler: Wrap): object;
  readonly HttpResponseStream: {
    from(
      out: Writable,
      prelude: { readonly statusCode: number; readonly headers: HttpResponse['headers'] },
    ): Writable;
  };
};

/** The arguments that middy hands to a mode of execution; its types do not declare them. */
interface Middy {
  readonly middyRequest: (event: unknown, context: Context) => unknown;
  readonly runRequest: (request: unknown, ...parts: readonly unknown[]) => Promise<HttpResponse>;
}
interface Plugin {
  requestStart(request: unknown): void;
  requestEnd(request: unknown): unknown;
}

/**
 * Makes middy stream an `HttpResponse`, whose body is written as it comes. Middy's own mode for
 * streams leads the body through `stream.pipeline`, which destroys the connection to the runtime
 * where the body fails, and with it the process: the runtime client leaves that unhandled. An error
 * thrown from here travels in the trailers instead.
 */
export function executionModeStream(
  { middyRequest, runRequest }: Middy,
  before: unknown,
  first: unknown,
  after: unknown,
  onError: unknown,
  plugin: Plugin,
): object {
  let handler = first;
  const wrapped = awslambda.streamifyResponse(async (event, out, context) => {
    const request = middyRequest(event, context);
    plugin.requestStart(request);
    const response = await runRequest(request, before, handler, after, onError, plugin);
    const stream = await writeResponse(out, response);
    if (response.afterwards) {
      await untilSent(stream); // the caller has the end of the answer
      await response.afterwards();
    }
    await plugin.requestEnd(request);
  });
  return Object.assign(wrapped, {
    handler(given: unknown) {
      handler = given;
      return wrapped;
    },
  });
}

/** @throws what the body throws, of which a part may have gone out */
async function writeResponse(
  out: Writable,
  { status, headers = {}, body }: HttpResponse,
): Promise<Writable> {
  const stream = awslambda.HttpResponseStream.from(out, { statusCode: status, headers });
  const caller = { isThere: true };
  stream.once('close', () => {
    caller.isThere = false;
  });
  if (typeof body === 'string') stream.write(Buffer.from(body));
  else {
    // The head waits for no byte that is still to be made.
    if (body instanceof AnswerStream || body.length === 0) stream.write('');
    for await (const chunk of body) {
      if (!caller.isThere) break;
      if (!stream.write(chunk)) await untilWritable(stream);
    }
  }
  stream.end();
  return stream;
}

/** Settles when the runtime has all of it, or nobody reads it. */
function untilSent(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve();
    };
    if (stream.writableFinished || stream.destroyed) done();
    else stream.once('finish', done).once('close', done);
  });
}

/** Settles when there is room, or nobody to read. */
function untilWritable(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}
