import middy from '@middy/core';
import { executionModeStandard } from '@middy/core/executionModeStandard';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { toCallerName } from '../core/access/caller-name.ts';
import type { ReceivedRequest } from '../http/http-request.ts';
import type { HttpResponse } from '../http/http-response.ts';
import type { RequestServer } from '../http/serve-request.ts';
import { encodeBuffered } from './encode-response.ts';
import { findMountPath, placeLocation } from './place-location.ts';
import { executionModeStream } from './stream-response.ts';
import { TIMEOUT_RESERVE_MS } from './timeout-reserve.ts';
import { toTemplate } from './to-template.ts';

export type BufferedHandler = (
  event: APIGatewayProxyEvent,
  context: Context,
) => Promise<APIGatewayProxyResult>;

/** A function whose answers are whole: within 29 seconds and 6 MB. */
export function toBufferedHandler(serve: RequestServer): BufferedHandler {
  return wrap(serve, executionModeStandard, encodeBuffered) as BufferedHandler;
}

/**
 * A function whose answers are streamed; the host calls it through `awslambda.streamifyResponse`.
 */
export function toStreamingHandler(serve: RequestServer): unknown {
  return wrap(serve, executionModeStream, (response) => response);
}

function wrap(
  serve: RequestServer,
  executionMode: object,
  encode: (response: HttpResponse) => unknown,
): unknown {
  return middy<APIGatewayProxyEvent>({
    executionMode: executionMode as middy.PluginObject['executionMode'],
    timeoutEarlyInMillis: TIMEOUT_RESERVE_MS,
    // The signal is aborted by then, upon which `serve` answers.
    timeoutEarlyResponse: () => new Promise(() => undefined),
  }).handler(async (event, context, { signal }) => {
    const response = await serve(toReceivedRequest(event), {
      signal,
      remainingMs: () => context.getRemainingTimeInMillis() - TIMEOUT_RESERVE_MS,
    });
    return encode(placeLocation(response, findMountPath(event)));
  });
}

/** Reads the request from API Gateway's event. */
export function toReceivedRequest(event: APIGatewayProxyEvent): ReceivedRequest {
  return {
    requestId: event.requestContext.requestId,
    caller: findCaller(event),
    method: event.httpMethod,
    ...toTemplate({ resource: event.resource, parameters: event.pathParameters ?? {} }),
    path: event.path,
    query: toMultiValue(event.multiValueQueryStringParameters, event.queryStringParameters),
    headers: toMultiValue(event.multiValueHeaders, event.headers),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** Senders of such events by hand leave out who they are. */
function findCaller({ requestContext }: APIGatewayProxyEvent): string | undefined {
  const identity = requestContext.identity as
    Partial<APIGatewayProxyEvent['requestContext']['identity']> | undefined;
  const authorizer = requestContext.authorizer as
    | { readonly principalId?: string; readonly claims?: { readonly sub?: string } }
    | null
    | undefined;
  return toCallerName({
    subject: authorizer?.claims?.sub ?? authorizer?.principalId,
    arn: identity?.userArn,
    apiKeyId: identity?.apiKeyId,
  });
}

/**
 * API Gateway sends both forms; its console's test button, and other senders of such events, only
 * one or none.
 */
function toMultiValue(
  multi: ReceivedRequest['query'] | null,
  single: Readonly<Record<string, string | undefined>> | null,
): ReceivedRequest['query'] {
  if (multi) return multi;
  return Object.fromEntries(
    Object.entries(single ?? {}).map(([name, value]) => [name, value === undefined ? [] : [value]]),
  );
}
