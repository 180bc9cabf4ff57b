import { MaasError } from '../core/errors.ts';
import { jsonResponse, type HttpResponse } from './http-response.ts';
import { MethodNotAllowedError } from './router.ts';
import { STATUS } from './status.ts';

/** Seconds after which what is down for a moment may be asked for again. */
const RETRY_AFTER_SECONDS = 1;

/** An error as its caller sees it. Of what was not foreseen, the caller learns nothing but the request's id. */
export function toErrorResponse(error: unknown, requestId: string): HttpResponse {
  const known = error instanceof MaasError ? error : new MaasError('INTERNAL', `The service failed; its log tells why under the request id ${requestId}.`);
  const status = STATUS[known.code];
  return jsonResponse(status, { error: known.message, code: known.code, requestId }, {
    ...(known instanceof MethodNotAllowedError ? { allow: known.allowed.join(', ') } : {}),
    ...(status === 503 || status === 429 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {}),
  });
}
