import { isCallerError, type ErrorCode } from '../contract/errors.ts';
import { roundMs } from '../core/monitoring/round-ms.ts';
import type { Logger, Stopwatch } from '../core/ports.ts';
import { MaasError } from '../core/errors.ts';
import type { Middleware, PipelineRequest } from './middleware.ts';

export interface LogRequestsOptions {
  readonly logger: Logger;
  readonly clock: Stopwatch;
}

/** One line per request; what failed through the service's own fault is an error with its stack and causes. */
export function logRequests({ logger, clock }: LogRequestsOptions): Middleware {
  const log = (
    { event, response, error, internal: { startedAtMs = clock.monotonicMs() } }: PipelineRequest,
    code?: ErrorCode,
  ): void => {
    const status = response?.status ?? 500;
    const fields = {
      requestId: event.requestContext.requestId,
      method: event.httpMethod,
      resource: event.resource,
      path: event.path,
      status,
      durationMs: roundMs(clock.monotonicMs() - startedAtMs),
      ...(code === undefined ? {} : { code }),
    };
    if (code !== undefined && !isCallerError(code))
      logger.error('A request failed.', { ...fields, error });
    else logger.info('A request was answered.', fields);
    // The sentence repeats values of the caller's, which are for no log that is kept by default.
    if (code !== undefined && isCallerError(code))
      logger.debug('A request was refused.', {
        requestId: fields.requestId,
        reason: error?.message,
      });
  };
  return {
    before: function beginRequest({ internal }) {
      internal.startedAtMs = clock.monotonicMs();
    },
    after: function logAnswer(request) {
      log(request);
    },
    onError: function logError(request) {
      log(request, request.error instanceof MaasError ? request.error.code : 'INTERNAL');
    },
  };
}
