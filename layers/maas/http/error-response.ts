import { isCallerError } from '../contract/errors.ts';
import { QuotaExceededError } from '../core/access/quota-exceeded-error.ts';
import { MaasError } from '../core/errors.ts';
import { toOpenAiError } from '../core/openai/openai-error.ts';
import { withoutPaths } from '../core/without-paths.ts';
import { jsonResponse, type TextResponse } from './http-response.ts';
import { MethodNotAllowedError } from './router.ts';
import { STATUS } from './status.ts';

/** Seconds after which what is down for a moment may be asked for again. */
const RETRY_AFTER_SECONDS = 1;

/** Answers below these paths have OpenAI's shapes, errors included. */
const OPENAI_PATH = /^\/v1(\/|$)/;

/**
 * An error as its caller sees it. Of what was not foreseen, the caller learns nothing but the
 * request's id.
 * @param path of the request, or the template of its route
 */
export function toErrorResponse(error: unknown, requestId: string, path: string): TextResponse {
  const known = withoutPathsOfService(
    error instanceof MaasError
      ? error
      : new MaasError(
          'INTERNAL',
          `The service failed; its log tells why under the request id ${requestId}.`,
        ),
  );
  const status = STATUS[known.code];
  const body = OPENAI_PATH.test(path)
    ? toOpenAiError(known)
    : { error: known.message, code: known.code, requestId };
  return jsonResponse(status, body, {
    ...(known instanceof MethodNotAllowedError ? { allow: known.allowed.join(', ') } : {}),
    ...(status === 503 || status === 429 ? { 'retry-after': String(toRetryAfter(known)) } : {}),
  });
}

function toRetryAfter(error: MaasError): number {
  return error instanceof QuotaExceededError ? error.retryAfterSeconds : RETRY_AFTER_SECONDS;
}

/**
 * The places of the service's files are nobody's business. What callers did wrong is quoted as it
 * came: a path in it is their own.
 */
function withoutPathsOfService(error: MaasError): MaasError {
  const message = withoutPaths(error.message);
  return isCallerError(error.code) || message === error.message
    ? error
    : new MaasError(error.code, message, { cause: error });
}
