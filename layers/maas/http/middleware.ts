import type { MiddlewareObj, Request } from '@middy/core';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { HttpResponse } from './http-response.ts';

/** What passes through a pipeline: API Gateway's event, and our answer until `encodeResponses` puts it into Lambda's form. */
export type PipelineRequest = Request<
  APIGatewayProxyEvent,
  HttpResponse,
  Error,
  Context,
  PipelineNotes
>;

/** What the middlewares note on a request. A `type`, as middy wants an index signature, which interfaces have not. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type PipelineNotes = { startedAtMs?: number };

export interface Middleware extends MiddlewareObj<
  APIGatewayProxyEvent,
  HttpResponse,
  Error,
  Context,
  PipelineNotes
> {
  readonly before?: (request: PipelineRequest) => void | Promise<void>;
  readonly after?: (request: PipelineRequest) => void;
  readonly onError?: (request: PipelineRequest) => void;
}
