import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { ROUTES } from '../../layers/maas/contract/routes.ts';

export interface EventOptions {
  readonly json?: unknown;
  readonly body?: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Id of the API key that came with it. */
  readonly apiKeyId?: string;
  /** The stage before the path where the caller sees it. @default - none is told */
  readonly stage?: string;
  /** The time that a function is told it has left. @default - 30 s from the call on */
  readonly getRemainingMs?: () => number;
}

/**
 * The event that API Gateway makes of a request: the route's path template, its parameters as they
 * stand in the URL, the body in base64.
 */
export function toEvent(
  method: string,
  url: string,
  { json, body, headers = {}, apiKeyId, stage }: EventOptions = {},
): APIGatewayProxyEvent {
  const { pathname, searchParams } = new URL(url, 'http://gateway');
  const { resource, pathParameters } = findResource(pathname);
  const bytes = json === undefined ? body : JSON.stringify(json);
  const multiValueHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat()]),
  );
  const query = new Map([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
  return {
    resource,
    path: pathname,
    httpMethod: method,
    headers: Object.fromEntries(
      Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]),
    ),
    multiValueHeaders,
    queryStringParameters:
      query.size > 0
        ? Object.fromEntries([...query].map(([name, values]) => [name, values.at(-1)]))
        : null,
    multiValueQueryStringParameters: query.size > 0 ? Object.fromEntries(query) : null,
    pathParameters,
    stageVariables: null,
    requestContext: {
      requestId: 'request-1',
      ...(stage === undefined ? {} : { path: `${stage}${pathname}` }),
      ...(apiKeyId === undefined ? {} : { identity: { apiKeyId } }),
    },
    body: bytes === undefined ? null : Buffer.from(bytes).toString('base64'),
    isBase64Encoded: bytes !== undefined,
  } as unknown as APIGatewayProxyEvent;
}

/** Finds the template that fits; of several, the one with the fewest parameters. */
function findResource(pathname: string): {
  resource: string;
  pathParameters: Record<string, string> | null;
} {
  const fits = Object.values(ROUTES).flatMap(({ path: resource }) => {
    const match = new RegExp(`^${resource.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(
      pathname,
    );
    return match ? [{ resource, pathParameters: match.groups ? { ...match.groups } : null }] : [];
  });
  const [best] = fits.sort(
    (a, b) =>
      Object.keys(a.pathParameters ?? {}).length - Object.keys(b.pathParameters ?? {}).length,
  );
  return best ?? { resource: pathname, pathParameters: null };
}

/** Makes the context that Lambda gives with a call. */
export function toContext(remaining: number | (() => number) = 30_000): Context {
  const startedAtMs = performance.now();
  return {
    awsRequestId: 'invocation-1',
    getRemainingTimeInMillis:
      typeof remaining === 'number'
        ? (): number => Math.max(0, startedAtMs + remaining - performance.now())
        : remaining,
  } as Context;
}
