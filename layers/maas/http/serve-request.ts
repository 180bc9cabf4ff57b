import { CORS } from '../contract/gateway.ts';
import type { FunctionName } from '../contract/functions.ts';
import { AnswerStream } from '../core/answer-stream.ts';
import { MaasError } from '../core/errors.ts';
import { decodeBody } from './decode-body.ts';
import { toErrorResponse } from './error-response.ts';
import { toHttpRequest, type HttpContext, type ReceivedRequest } from './http-request.ts';
import type { HttpResponse } from './http-response.ts';
import { logRequest, type LogResponse, type LogRequestOptions } from './log-request.ts';
import { formatServerTiming } from './server-timing.ts';
import { createRouter, type Handlers } from './router.ts';

/** The host's part of a request's context. */
export type HostCall = Pick<HttpContext, 'remainingMs' | 'signal'>;

/** Answers whatever comes, errors too: it throws nothing. */
export type RequestServer = (request: ReceivedRequest, call: HostCall) => Promise<HttpResponse>;

/** Lets pages of other origins read answers. What they may send is told by the gateway (OPTIONS). */
const BROWSER_HEADERS = {
  'access-control-allow-origin': CORS.allowOrigin,
  'access-control-expose-headers': CORS.exposeHeaders.join(', '),
};

/**
 * Serves requests by a function's handlers, wherever it runs: around them stand decoding, dispatch,
 * errors in the service's shape, a log line, and what browsers want. It knows no host.
 * @param handlers a promise, because what they need may have to be loaded, and a CommonJS file
 *   cannot await it
 */
export function serveRequest<F extends FunctionName>(
  handlers: Promise<Handlers<F>>,
  options: LogRequestOptions,
): RequestServer {
  const router = handlers.then(createRouter);
  const answer = async (received: ReceivedRequest, context: HttpContext): Promise<HttpResponse> => {
    const request = toHttpRequest(received);
    const body = await decodeBody(received.body, request.headers['content-encoding']);
    return (await router)({ ...request, body }, context);
  };
  return async (received, { signal, remainingMs }) => {
    const notes = {};
    const log = logRequest(received, notes, options);
    const startedAtMs = options.clock.monotonicMs();
    const finish = (response: HttpResponse): HttpResponse =>
      allowBrowsers(tellTime(response, options.clock.monotonicMs() - startedAtMs));
    const answering = answer(received, { signal, remainingMs, notes });
    try {
      const response = finish(await Promise.race([answering, untilTimeIsOver(signal)]));
      if (response.body instanceof AnswerStream) logEnd(response.body, response.status, log);
      else log(response.status);
      return response;
    } catch (error) {
      if (signal.aborted) cancelLate(answering);
      const { requestId, resource } = received;
      const response = finish(toErrorResponse(error, requestId, resource));
      log(response.status, { error });
      return response;
    }
  };
}

/** Logs a streamed answer when its end is there. */
function logEnd(stream: AnswerStream, status: number, log: LogResponse): void {
  stream.observe({
    onEnd(failure) {
      log(status, failure === undefined ? undefined : { error: failure });
    },
  });
}

/** A stream that comes when its caller has another answer already is read by nobody. */
function cancelLate(answering: Promise<HttpResponse>): void {
  answering.then(
    ({ body }) => (body instanceof AnswerStream ? body.cancel() : undefined),
    () => undefined,
  );
}

/** Adds the answer's duration, unless its operation said more of it, or it is a stream. */
function tellTime(response: HttpResponse, durationMs: number): HttpResponse {
  const { headers = {}, body } = response;
  return headers['server-timing'] !== undefined || body instanceof AnswerStream
    ? response
    : {
        ...response,
        headers: { ...headers, 'server-timing': formatServerTiming({ total: durationMs }) },
      };
}

function allowBrowsers(response: HttpResponse): HttpResponse {
  return { ...response, headers: { ...response.headers, ...BROWSER_HEADERS } };
}

/** Fails when the host takes the time for an answer away; what is under way is left to itself. */
function untilTimeIsOver(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(
        new MaasError(
          'TIMEOUT',
          'The request took longer than it may; try again, as what it waited for may be ready by ' +
            'then.',
        ),
      );
    });
  });
}
