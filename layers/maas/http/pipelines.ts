import middy from '@middy/core';
import { executionModeStandard } from '@middy/core/executionModeStandard';
import { executionModeStreamifyResponse } from '@middy/core/executionModeStreamifyResponse';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { FunctionName } from '../contract/functions.ts';
import { MaasError } from '../core/errors.ts';
import { allowBrowsers } from './allow-browsers.ts';
import { answerErrors } from './answer-errors.ts';
import { decodeBody } from './decode-body.ts';
import {
  encodeBuffered,
  encodeResponses,
  encodeStreamed,
  type ResponseEncoder,
} from './encode-responses.ts';
import { toHttpRequest, type HttpHandler } from './http-request.ts';
import type { HttpResponse } from './http-response.ts';
import { logRequests, type LogRequestsOptions } from './log-requests.ts';
import { createRouter, type Handlers } from './router.ts';

/** Before Lambda ends the function without a word, a request gets an answer. */
const TIMEOUT_RESERVE_MS = 500;

export type BufferedHandler = (
  event: APIGatewayProxyEvent,
  context: Context,
) => Promise<APIGatewayProxyResult>;

/**
 * A function whose answers are whole: within 29 seconds and 6 MB.
 * @param handlers a promise, because what they need may have to be loaded, and a CommonJS file cannot await it
 */
export function createBufferedPipeline<F extends FunctionName>(
  handlers: Promise<Handlers<F>>,
  options: LogRequestsOptions,
): BufferedHandler {
  return assemble(handlers, options, executionModeStandard, encodeBuffered) as BufferedHandler;
}

/** A function whose answers are streamed; the host calls it through `awslambda.streamifyResponse`. */
export function createStreamingPipeline<F extends FunctionName>(
  handlers: Promise<Handlers<F>>,
  options: LogRequestsOptions,
): unknown {
  return assemble(handlers, options, executionModeStreamifyResponse, encodeStreamed);
}

/** Answers and errors pass the middlewares from the last to the first. */
function assemble<F extends FunctionName>(
  handlers: Promise<Handlers<F>>,
  options: LogRequestsOptions,
  executionMode: middy.PluginObject['executionMode'],
  encode: ResponseEncoder,
): unknown {
  return middy<APIGatewayProxyEvent, HttpResponse>({
    executionMode,
    timeoutEarlyInMillis: TIMEOUT_RESERVE_MS,
    timeoutEarlyResponse: throwTimeout,
  })
    .use(encodeResponses(encode))
    .use(allowBrowsers())
    .use(logRequests(options))
    .use(answerErrors())
    .handler(receive(handlers.then(createRouter)));
}

/** From API Gateway's event to the route's handler. */
function receive(
  router: Promise<HttpHandler<HttpResponse>>,
): (
  event: APIGatewayProxyEvent,
  context: Context,
  call: { signal: AbortSignal },
) => Promise<HttpResponse> {
  return async (event, context, { signal }) => {
    const request = toHttpRequest(event);
    const body = await decodeBody(request.body, request.headers['content-encoding']);
    const route = await router;
    return route(
      { ...request, body },
      { signal, remainingMs: () => context.getRemainingTimeInMillis() - TIMEOUT_RESERVE_MS },
    );
  };
}

function throwTimeout(): never {
  throw new MaasError(
    'TIMEOUT',
    'The request took longer than it may; try again, as what it waited for may be ready by then.',
  );
}
