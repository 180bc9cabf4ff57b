import type { IncomingMessage } from 'node:http';
import type { ReceivedRequest } from '../http/http-request.ts';
import type { RouteMatch } from './match-route.ts';
import { parseTarget, toHeaders, toMultiValue } from './request-parts.ts';

export interface ReceivedParts {
  readonly request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders' | 'socket'>;
  readonly requestId: string;
  readonly match: RouteMatch;
  readonly body: Buffer;
  /** The caller's name, to which rights are given. */
  readonly caller: string | undefined;
}

/** A request as a function gets it that needs no event: the same that it reads out of one. */
export function toReceivedRequest({
  request: incoming,
  requestId,
  match: { route, parameters },
  body,
  caller,
}: ReceivedParts): ReceivedRequest {
  const { pathname, searchParams } = parseTarget(incoming);
  const { remoteAddress = '127.0.0.1', localPort } = incoming.socket;
  return {
    requestId,
    caller,
    method: incoming.method ?? route.method,
    resource: route.path,
    path: pathname,
    parameters,
    query: toMultiValue([...searchParams]),
    headers: toHeaders(incoming.rawHeaders, remoteAddress, localPort),
    body,
  };
}
