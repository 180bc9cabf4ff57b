import type { IncomingMessage } from 'node:http';
import { toCallerName } from '../../layers/maas/core/access/caller-name.ts';
import type { ReceivedRequest } from '../../layers/maas/http/http-request.ts';
import type { RouteMatch } from './match-route.ts';
import { parseTarget, toHeaders, toMultiValue } from './to-event.ts';

export interface ReceivedParts {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly match: RouteMatch;
  readonly body: Buffer;
  /** Id of the key that came with it. */
  readonly apiKeyId?: string | undefined;
}

/** A request as a function gets it that needs no event: the same that it reads out of one. */
export function toReceivedRequest({
  request: incoming,
  requestId,
  match: { route, parameters },
  body,
  apiKeyId,
}: ReceivedParts): ReceivedRequest {
  const { pathname, searchParams } = parseTarget(incoming);
  const { remoteAddress = '127.0.0.1', localPort } = incoming.socket;
  return {
    requestId,
    caller: toCallerName({ apiKeyId }),
    method: route.method,
    resource: route.path,
    path: pathname,
    parameters,
    query: toMultiValue([...searchParams]),
    headers: toHeaders(incoming.rawHeaders, remoteAddress, localPort),
    body,
  };
}
