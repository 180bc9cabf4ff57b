import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionName } from '../../layers/maas/contract/functions.ts';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { ROUTES } from '../../layers/maas/contract/routes.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { toCallerName } from '../../layers/maas/core/access/caller-name.ts';
import type { ReceivedRequest } from '../../layers/maas/http/http-request.ts';
import { MethodNotAllowedError } from '../../layers/maas/http/router.ts';
import type { FunctionAnswer } from '../../layers/maas/instances/invocation.ts';
import type { AlarmsView } from '../alarms/alarms-view.ts';
import { advisePath } from './advise-path.ts';
import type { ApiKeys } from './api-keys.ts';
import { answerLiveness } from './answer-liveness.ts';
import { answerPreflight } from './answer-preflight.ts';
import type { BodyBudget } from '../../layers/maas/gateway/body-budget.ts';
import { checkRequest } from './check-request.ts';
import { matchRoute } from '../../layers/maas/gateway/match-route.ts';
import { readBody } from '../../layers/maas/gateway/read-body.ts';
import { refuse, toRefusal, type ToRefusal } from '../../layers/maas/gateway/refuse.ts';
import { answerCall } from '../../layers/maas/gateway/answer-call.ts';
import { toExchange, type Exchange } from '../../layers/maas/gateway/log-exchange.ts';
import { UPLOAD_PATH } from '../../layers/maas/adapters/files/upload-url.ts';
import { toS3Answer } from './s3-error.ts';
import { FIRST_PAGE } from './pages.ts';
import { serveAlarms } from './serve-alarms.ts';
import { serveMetrics } from './serve-metrics.ts';
import { servePage } from './serve-page.ts';
import { parseTarget } from '../../layers/maas/gateway/request-parts.ts';
import { toEvent } from './to-event.ts';
import { toGroup } from '../../layers/maas/gateway/to-group.ts';
import { toReceivedRequest } from '../../layers/maas/gateway/to-received-request.ts';
import { createTooLargeError } from '../../layers/maas/gateway/too-large-error.ts';
import { writeAnswer } from './write-answer.ts';

export interface GatewayDeps {
  readonly budget: BodyBudget;
  /** Milliseconds for a body to arrive. */
  readonly bodyMs: number;
  readonly invoke: (
    name: FunctionName,
    call: GatewayCall,
    options: { readonly signal: AbortSignal; readonly group: string; readonly limitMs: number },
  ) => Promise<FunctionAnswer>;
  /** Serves what is no route of the API; false when the path is not its own. */
  readonly serveUpload: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** The metrics as Prometheus reads them. */
  readonly formatMetrics: () => string;
  readonly alarms: AlarmsView;
  readonly apiKeys: ApiKeys;
  /** Names beside those of this machine that a request may be for. */
  readonly allowedHosts: readonly string[];
  readonly onAnswer: (exchange: Exchange) => void;
}

/** A call of the API, as either host of its function takes it. */
export interface GatewayCall {
  readonly received: ReceivedRequest;
  /** API Gateway's event, in JSON. */
  readonly toEvent: () => string;
}

/**
 * One HTTP request. Whatever happens, it is answered, or its connection is cut where half an answer
 * has gone out.
 */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  deps: GatewayDeps,
): Promise<void> {
  const requestId = randomUUID();
  const startedAtMs = performance.now();
  let failure: unknown;
  request.on('error', () => undefined); // a client that goes away shows in `response`
  response.setHeader('x-amzn-requestid', requestId);
  response.setHeader('x-content-type-options', 'nosniff');
  try {
    checkRequest(request, deps.allowedHosts);
    if (
      !servePage(request, response) &&
      !serveMetrics(request, response, deps.formatMetrics) &&
      !serveAlarms(request, response, deps.alarms) &&
      !(await deps.serveUpload(request, response))
    ) {
      await serveApi(request, response, requestId, deps);
    }
  } catch (error) {
    failure = error;
    refuse(request, response, error, requestId, toOwnRefusal);
  } finally {
    deps.budget.release(request);
  }
  deps.onAnswer(toExchange(request, response, { requestId, startedAtMs, error: failure }));
}

async function serveApi(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  deps: GatewayDeps,
): Promise<void> {
  const { method = '' } = request;
  const { methods, match } = requireRoute(request);
  if (method === 'OPTIONS') {
    answerPreflight(response, methods);
    return;
  }
  if (!match) {
    throw new MethodNotAllowedError(method, parseTarget(request).pathname, [...methods, 'OPTIONS']);
  }
  const apiKeyId = deps.apiKeys.identify(match.route, request.headers['x-api-key']);
  if (match.route === ROUTES.serverLive) {
    answerLiveness(response);
    return;
  }
  const tooLarge = (body?: Uint8Array): MaasError =>
    createTooLargeError(match.route, { headers: request.headers, ...(body ? { body } : {}) });
  const body = await readBody(request, { ...deps, createTooLargeError: tooLarge });
  const parts = { request, requestId, match, body, apiKeyId };
  const call = {
    received: toReceivedRequest({ ...parts, caller: toCallerName({ apiKeyId }) }),
    toEvent: () => JSON.stringify(toEvent({ ...parts, nowMs: Date.now() })),
  };
  // An event too large for Lambda is refused here as well, whichever host runs the function.
  if (body.length > SURELY_FITS_BYTES && isTooLarge(call.toEvent())) throw tooLarge(body);
  const group = toGroup({ match, searchParams: parseTarget(request).searchParams, body });
  await answerCall(match.route, response, {
    call: (options) => deps.invoke(match.route.function, call, { ...options, group }),
    write: (answer) => writeAnswer(match.route.function, answer, request, response),
  });
}

/** The most bytes of a body that fit into an event beside 1 MB of all else: base64 makes 4 of 3. */
const SURELY_FITS_BYTES = (LIMITS.functionPayloadBytes - 1024 * 1024) * 0.75;

function isTooLarge(event: string): boolean {
  return Buffer.byteLength(event) > LIMITS.functionPayloadBytes;
}

/** Pages of one machine, which are no routes of the API. */
const OWN_PATHS = [FIRST_PAGE, '/metrics', '/alarms', '/alarms/history'];

/** @throws MaasError ROUTE_NOT_FOUND, MethodNotAllowedError */
function requireRoute(request: IncomingMessage): NonNullable<ReturnType<typeof matchRoute>> {
  const { pathname } = parseTarget(request);
  const found = matchRoute(request.method ?? '', pathname);
  if (found) return found;
  if (OWN_PATHS.includes(pathname)) {
    throw new MethodNotAllowedError(request.method ?? '', pathname, ['GET', 'HEAD']);
  }
  throw new MaasError(
    'ROUTE_NOT_FOUND',
    `There is no path '${pathname}'; ${advisePath(pathname)}.`,
  );
}

/** Uploads are refused as S3 does it. */
const toOwnRefusal: ToRefusal = (error, requestId, path) =>
  path.startsWith(UPLOAD_PATH) ? toS3Answer(error, requestId) : toRefusal(error, requestId, path);
