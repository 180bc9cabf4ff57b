import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ROUTES, type Route } from '../../layers/maas/contract/routes.ts';
import type { OriginGate } from '../../layers/maas/core/access/origin-gate.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { answerCall } from '../../layers/maas/gateway/answer-call.ts';
import type { BodyBudget } from '../../layers/maas/gateway/body-budget.ts';
import { toExchange, type Exchange } from '../../layers/maas/gateway/log-exchange.ts';
import { createMatcher, type RouteMatch } from '../../layers/maas/gateway/match-route.ts';
import { readBody } from '../../layers/maas/gateway/read-body.ts';
import { refuse } from '../../layers/maas/gateway/refuse.ts';
import { parseTarget } from '../../layers/maas/gateway/request-parts.ts';
import { toGroup } from '../../layers/maas/gateway/to-group.ts';
import { toReceivedRequest } from '../../layers/maas/gateway/to-received-request.ts';
import { createTooLargeError } from '../../layers/maas/gateway/too-large-error.ts';
import { writeHttpAnswer, type HttpAnswer } from '../../layers/maas/gateway/write-http-answer.ts';
import { MethodNotAllowedError } from '../../layers/maas/http/router.ts';
import type { Pool } from '../../layers/maas/instances/function-pool.ts';
import { findSender, withoutOrigin, type Sender } from './find-sender.ts';

export interface AnswerRequestDeps {
  readonly gate: OriginGate;
  readonly pool: Pick<Pool, 'invoke'>;
  readonly budget: BodyBudget;
  /** Milliseconds for a body to arrive. */
  readonly bodyMs: number;
  readonly onAnswer: (exchange: Exchange) => void;
}

const isPredicts = ({ function: name }: Route): boolean => name === 'predict';
/** Knows predict's routes alone: those of other functions are asked of the API. */
const matchRoute = createMatcher(Object.values<Route>(ROUTES).filter(isPredicts));

/**
 * One request of whoever may send one. Whatever happens, it is answered, or its connection is cut
 * where half an answer has gone out.
 */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  deps: AnswerRequestDeps,
): Promise<void> {
  const startedAtMs = performance.now();
  let requestId = randomUUID() as string;
  let failure: unknown;
  request.on('error', () => undefined); // a client that goes away shows in `response`
  response.setHeader('x-content-type-options', 'nosniff');
  try {
    const sender = await findSender(request.headers, deps.gate);
    requestId = sender.requestId ?? requestId;
    response.setHeader('x-amzn-requestid', requestId);
    await predict(request, response, { ...sender, requestId }, deps);
  } catch (error) {
    failure = error;
    response.setHeader('x-amzn-requestid', requestId);
    refuse(request, response, error, requestId);
  } finally {
    deps.budget.release(request);
  }
  deps.onAnswer(toExchange(request, response, { requestId, startedAtMs, error: failure }));
}

async function predict(
  request: IncomingMessage,
  response: ServerResponse,
  { caller, requestId }: Sender & { readonly requestId: string },
  { pool, ...deps }: AnswerRequestDeps,
): Promise<void> {
  const match = requireRoute(request);
  const { route } = match;
  const body = await readBody(request, {
    ...deps,
    createTooLargeError: () => createTooLargeError(route, request),
  });
  const { method, url, socket, rawHeaders } = request;
  const received = toReceivedRequest({
    request: { method, url: url ?? '/', socket, rawHeaders: withoutOrigin(rawHeaders) },
    requestId,
    match,
    body,
    caller,
  });
  const group = toGroup({ match, searchParams: parseTarget(request).searchParams, body });
  await answerCall(route, response, {
    call: (options) => pool.invoke(received, { ...options, group }),
    write: (answer) => writeHttpAnswer(route.function, answer as HttpAnswer, response),
  });
}

/** @throws MaasError ROUTE_NOT_FOUND, METHOD_NOT_ALLOWED */
function requireRoute(request: IncomingMessage): RouteMatch {
  const { method = '' } = request;
  const { pathname } = parseTarget(request);
  const found = matchRoute(method, pathname);
  if (!found) {
    throw new MaasError(
      'ROUTE_NOT_FOUND',
      `There is no path '${pathname}' here: this address predicts, and the service's API has the ` +
        'rest.',
    );
  }
  if (found.match) return found.match;
  throw new MethodNotAllowedError(method, pathname, found.methods);
}
