import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionName } from '../../layers/maas/contract/functions.ts';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { ROUTES } from '../../layers/maas/contract/routes.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { MethodNotAllowedError } from '../../layers/maas/http/router.ts';
import type { FunctionAnswer } from '../runtime-api/invocation.ts';
import { answerLiveness } from './answer-liveness.ts';
import { answerPreflight } from './answer-preflight.ts';
import type { BodyBudget } from './body-budget.ts';
import { checkRequest } from './check-request.ts';
import { limitTime } from './limit-time.ts';
import { matchRoute, type RouteMatch } from './match-route.ts';
import { readBody } from './read-body.ts';
import { refuse } from './refuse.ts';
import { serveMetrics } from './serve-metrics.ts';
import { servePage } from './serve-page.ts';
import { parseTarget, toEvent } from './to-event.ts';
import { createTooLargeError } from './too-large-error.ts';
import { writeAnswer } from './write-answer.ts';

export interface GatewayDeps {
  readonly budget: BodyBudget;
  /** Milliseconds for a body to arrive. */
  readonly bodyMs: number;
  readonly invoke: (
    name: FunctionName,
    event: string,
    call: { readonly signal: AbortSignal; readonly group: string; readonly limitMs: number },
  ) => Promise<FunctionAnswer>;
  /** Serves what is no route of the API; false when the path is not its own. */
  readonly serveUpload: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** The metrics as Prometheus reads them. */
  readonly formatMetrics: () => string;
  /** Names beside those of this machine that a request may be for. */
  readonly allowedHosts: readonly string[];
  readonly onAnswer: (exchange: Exchange) => void;
}

/** One request and what came of it, for the log. */
export interface Exchange {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly error?: unknown;
}

/** One HTTP request. Whatever happens, it is answered, or its connection is cut where half an answer has gone out. */
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
      !(await deps.serveUpload(request, response))
    )
      await serveApi(request, response, requestId, deps);
  } catch (error) {
    failure = error;
    refuse(request, response, error, requestId);
  } finally {
    deps.budget.release(request);
  }
  deps.onAnswer({
    requestId,
    method: request.method ?? '',
    path: parseTarget(request).pathname,
    status: response.statusCode,
    durationMs: performance.now() - startedAtMs,
    ...(failure === undefined ? {} : { error: failure }),
  });
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
  if (!match)
    throw new MethodNotAllowedError(method, parseTarget(request).pathname, [...methods, 'OPTIONS']);
  if (match.route === ROUTES.serverLive) {
    answerLiveness(response);
    return;
  }
  const tooLarge = (body?: Uint8Array): MaasError =>
    createTooLargeError(match.route, { headers: request.headers, ...(body ? { body } : {}) });
  const body = await readBody(request, { ...deps, createTooLargeError: tooLarge });
  const event = JSON.stringify(toEvent({ request, requestId, match, body, nowMs: Date.now() }));
  if (Buffer.byteLength(event) > LIMITS.functionPayloadBytes) throw tooLarge(body);
  await proxy(match, event, request, response, deps);
}

async function proxy(
  match: RouteMatch,
  event: string,
  request: IncomingMessage,
  response: ServerResponse,
  { invoke }: GatewayDeps,
): Promise<void> {
  const { route } = match;
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const timeoutMs =
    route.response === 'stream' ? LIMITS.streamedTimeoutMs : LIMITS.bufferedTimeoutMs;
  const respond = async (): Promise<void> => {
    await writeAnswer(
      route.function,
      await invoke(route.function, event, {
        signal: gone.signal,
        group: toGroup(match, request),
        limitMs: timeoutMs,
      }),
      request,
      response,
    );
  };
  await limitTime(
    respond(),
    timeoutMs,
    new MaasError(
      'TIMEOUT',
      `The function '${route.function}' did not answer within the gateway's ${timeoutMs / 1000} s.`,
    ),
  );
}

/** Whom a call shares the instances with: the callers of its model, or of its path where the body names the model. */
function toGroup({ route, parameters }: RouteMatch, request: IncomingMessage): string {
  if (route.function !== 'predict') return '';
  return (
    parameters.model ??
    parseTarget(request).searchParams.get('model') ??
    route.path
  ).toLowerCase();
}

/** @throws MaasError ROUTE_NOT_FOUND */
function requireRoute(request: IncomingMessage): NonNullable<ReturnType<typeof matchRoute>> {
  const { pathname } = parseTarget(request);
  const found = matchRoute(request.method ?? '', pathname);
  if (found) return found;
  throw new MaasError(
    'ROUTE_NOT_FOUND',
    `There is no path '${pathname}'; the README lists those that there are.`,
  );
}
