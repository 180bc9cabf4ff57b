import type { IncomingMessage } from 'node:http';
import type { APIGatewayEventIdentity, APIGatewayProxyEvent } from 'aws-lambda';
import { isBinaryMediaType } from './media-types.ts';
import type { RouteMatch } from './match-route.ts';

export interface EventOptions {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly match: RouteMatch;
  readonly body: Buffer;
  /** Id of the key that came with it. */
  readonly apiKeyId?: string | undefined;
  readonly nowMs: number;
}

const STAGE = 'local';

/** Headers of the connection from client to gateway; a function never sees them. */
const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The event of a REST API with proxy integration.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function toEvent({
  request,
  requestId,
  match: { route, parameters },
  body,
  apiKeyId,
  nowMs,
}: EventOptions): APIGatewayProxyEvent {
  const { pathname, searchParams } = parseTarget(request);
  const address = request.socket.remoteAddress ?? '127.0.0.1';
  const headers = toHeaders(request.rawHeaders, address, request.socket.localPort);
  const query = toMultiValue([...searchParams]);
  const isBase64Encoded = body.length > 0 && isBinaryMediaType(request.headers['content-type']);
  return {
    resource: route.path,
    path: pathname,
    httpMethod: route.method,
    headers: toLast(headers),
    multiValueHeaders: headers,
    queryStringParameters: Object.keys(query).length > 0 ? toLast(query) : null,
    multiValueQueryStringParameters: Object.keys(query).length > 0 ? query : null,
    pathParameters: Object.keys(parameters).length > 0 ? { ...parameters } : null,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      authorizer: null,
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'local',
      extendedRequestId: requestId,
      httpMethod: route.method,
      identity: toIdentity(address, request.headers['user-agent'] ?? null, apiKeyId ?? null),
      path: pathname, // as under a domain of one's own, which shows no stage
      protocol: `HTTP/${request.httpVersion}`,
      requestId,
      requestTime: toRequestTime(nowMs),
      requestTimeEpoch: nowMs,
      resourceId: route.path,
      resourcePath: route.path,
      stage: STAGE,
    },
    body: body.length > 0 ? body.toString(isBase64Encoded ? 'base64' : 'utf8') : null,
    isBase64Encoded,
  };
}

/** Path and query of a request, whose target may be a whole address. */
export function parseTarget({ url = '/' }: Pick<IncomingMessage, 'url'>): {
  pathname: string;
  searchParams: URLSearchParams;
} {
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  const end = target.indexOf('?');
  const pathname = end === -1 ? target : target.slice(0, end);
  return {
    pathname: pathname === '' ? '/' : pathname,
    searchParams: new URLSearchParams(end === -1 ? '' : target.slice(end)),
  };
}

/**
 * Names as they were first written; where the request comes from is what the gateway sees, after
 * what the client claims.
 * @param raw names and values in turns
 */
export function toHeaders(
  raw: readonly string[],
  address: string,
  port: number | undefined,
): Record<string, string[]> {
  const headers = new Map<string, readonly [name: string, values: string[]]>();
  const claimed: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    const key = name.toLowerCase();
    if (key === 'x-forwarded-for') claimed.push(value);
    if (HOP_BY_HOP.has(key) || key.startsWith('x-forwarded-')) continue;
    const known = headers.get(key);
    if (known) known[1].push(value);
    else headers.set(key, [name, [value]]);
  }
  return Object.fromEntries([
    ...headers.values(),
    ['X-Forwarded-For', [[...claimed, address].join(', ')]],
    ['X-Forwarded-Port', [String(port ?? '')]],
    ['X-Forwarded-Proto', ['http']],
  ]);
}

/** All values of each name. */
export function toMultiValue(
  pairs: readonly (readonly [string, string])[],
): Record<string, string[]> {
  return Object.fromEntries(
    [...Map.groupBy(pairs, ([name]) => name)].map(([name, group]) => [
      name,
      group.map(([, value]) => value),
    ]),
  );
}

function toLast(values: Readonly<Record<string, string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

function toIdentity(
  sourceIp: string,
  userAgent: string | null,
  apiKeyId: string | null,
): APIGatewayEventIdentity {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp,
    user: null,
    userAgent,
    userArn: null,
  };
}

/** `25/Nov/2026:01:48:00 +0000` */
function toRequestTime(nowMs: number): string {
  const [, day, month, year, time] = new Date(nowMs).toUTCString().split(' ');
  return `${day ?? ''}/${month ?? ''}/${year ?? ''}:${time ?? ''} +0000`;
}
