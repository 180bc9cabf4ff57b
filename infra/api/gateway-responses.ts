import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { ErrorCode } from '../../layers/maas/contract/errors.ts';
import { CORS, INVALID_API_KEY } from '../../layers/maas/contract/gateway.ts';

interface GatewayError {
  readonly type: ResponseType;
  /** Absent where API Gateway's own status says more. */
  readonly status?: number;
  readonly code: ErrorCode;
  readonly error: string;
  /** Seconds after which the caller may try again. */
  readonly retryAfter?: number;
}

/** API Gateway's own answers, as our errors. */
export const GATEWAY_ERRORS: readonly GatewayError[] = [
  // Every path and method that is not ours has a method of its own (`fixed-answers.ts`), so this
  // is an unsigned call and nothing else.
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 403,
    code: 'FORBIDDEN',
    error:
      'This call must be signed with AWS credentials (Signature Version 4, service ' +
      'execute-api); sign it and try again.',
  },
  {
    type: ResponseType.INVALID_SIGNATURE,
    status: 403,
    code: 'FORBIDDEN',
    error:
      "The call's signature does not match; check the secret key, the region, the service " +
      'execute-api and that the body was sent as it was signed.',
  },
  {
    type: ResponseType.EXPIRED_TOKEN,
    status: 403,
    code: 'FORBIDDEN',
    error: 'The credentials that signed this call have expired; get new ones and try again.',
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    code: 'FORBIDDEN',
    error:
      'These credentials may not make this call; its owner must allow them execute-api:Invoke ' +
      'on it.',
  },
  {
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    code: 'FORBIDDEN',
    error: INVALID_API_KEY,
  },
  {
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    code: 'UNAUTHORIZED',
    error: 'This call needs credentials; send them and try again.',
  },
  {
    type: ResponseType.AUTHORIZER_FAILURE,
    status: 500,
    code: 'INTERNAL',
    error:
      'The caller could not be identified, because the authorizer of this API failed; try again, ' +
      "or tell the API's owner.",
  },
  {
    type: ResponseType.AUTHORIZER_CONFIGURATION_ERROR,
    status: 500,
    code: 'INTERNAL',
    error:
      'The caller could not be identified, because the authorizer of this API is misconfigured; ' +
      "the API's owner must correct it.",
  },
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    code: 'FORBIDDEN',
    error:
      'A firewall rule in front of the service refused this call, for what it holds or for how ' +
      'many come from this address.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    code: 'THROTTLED',
    error: 'Too many calls at once; wait a moment and try again.',
    retryAfter: 1,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    code: 'QUOTA_EXCEEDED',
    error: "The API key's quota is used up; wait for the next period or ask for more.",
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    error:
      'The body is too large for one call: the limit is about 4.5 MB. Send a smaller picture, ' +
      'fewer inputs at once, compressed, or binary tensors by /v2; upload larger models by ' +
      'POST /models/{model}/versions, which answers addresses to PUT them to.',
  },
  {
    type: ResponseType.BAD_REQUEST_BODY,
    status: 400,
    code: 'INVALID_REQUEST',
    error: 'The body is not what this call takes.',
  },
  {
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    status: 400,
    code: 'INVALID_REQUEST',
    error: 'A parameter is missing or not what this call takes.',
  },
  // The methods for unknown paths read nothing but JSON: any other body ends here, and no call to a
  // real path does.
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 404,
    code: 'ROUTE_NOT_FOUND',
    error: 'There is no such path and method; the README lists those that exist.',
  },
  {
    type: ResponseType.RESOURCE_NOT_FOUND,
    status: 404,
    code: 'ROUTE_NOT_FOUND',
    error: 'There is no such path and method; the README lists those that exist.',
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    status: 503,
    code: 'FUNCTION_UNAVAILABLE',
    // Lambda's own throttling comes here, too, and API Gateway does not tell the two apart.
    error:
      'All instances of the function are busy, or it failed on this call: its model may have ' +
      'hung, run out of memory or crashed, and may do so again. Wait a moment and try again; ' +
      'the metrics of the model say which.',
    retryAfter: 2,
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    code: 'TIMEOUT',
    error:
      'The function did not answer in time; try again, as what it waited for may be ready by then.',
  },
  {
    type: ResponseType.API_CONFIGURATION_ERROR,
    status: 500,
    code: 'INTERNAL',
    error: 'The API is misconfigured; its owner must correct it.',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    code: 'INVALID_REQUEST',
    error: 'API Gateway refused this call.',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    code: 'INTERNAL',
    error: 'The call failed inside the service; try again.',
  },
];

/** An error's body. API Gateway puts the request's id in; it runs no further template there. */
export function renderError(code: ErrorCode, error: string): string {
  return JSON.stringify({ error, code, requestId: '$context.requestId' });
}

export function addGatewayResponses(restApi: RestApi): void {
  for (const { type, status, code, error, retryAfter } of GATEWAY_ERRORS) {
    restApi.addGatewayResponse(type.responseType, {
      type,
      ...(status === undefined ? {} : { statusCode: String(status) }),
      responseHeaders: {
        'access-control-allow-origin': `'${CORS.allowOrigin}'`,
        ...(retryAfter === undefined ? {} : { 'retry-after': `'${retryAfter}'` }),
      },
      templates: { 'application/json': renderError(code, error) },
    });
  }
}
