import type { IncomingMessage } from 'node:http';
import type { APIGatewayEventIdentity, APIGatewayProxyEvent } from 'aws-lambda';
import { isBinaryMediaType } from './media-types.ts';
import { parseTarget, toHeaders, toMultiValue } from '../../layers/maas/gateway/request-parts.ts';
import type { RouteMatch } from '../../layers/maas/gateway/match-route.ts';

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
    httpMethod: request.method ?? route.method,
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
      httpMethod: request.method ?? route.method,
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
