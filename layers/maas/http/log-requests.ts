import { isCallerError } from '../contract/errors.ts';
import type { Clock, Logger } from '../core/ports.ts';
import { MaasError } from '../core/errors.ts';
import type { Middleware, PipelineRequest } from './middleware.ts';

export interface LogRequestsOptions {
  readonly logger: Logger;
  readonly clock: Clock;
}

/** One line per request; what failed through the service's own fault is an error with its stack and causes. */
export function logRequests({ logger, clock }: LogRequestsOptions): Middleware {
  const log = ({ event, response, error, internal: { startedAtMs = clock.nowMs() } }: PipelineRequest): void => {
    const status = response?.status ?? 500;
    const code = error instanceof MaasError ? error.code : error ? 'INTERNAL' : undefined;
    const fields = {
      requestId: event.requestContext.requestId,
      method: event.httpMethod,
      resource: event.resource,
      path: event.path,
      status,
      durationMs: clock.nowMs() - startedAtMs,
      ...(code === undefined ? {} : { code }),
    };
    if (code !== undefined && !isCallerError(code)) logger.error('A request failed.', { ...fields, error });
    else logger.info('A request was answered.', { ...fields, ...(error ? { reason: error.message } : {}) });
  };
  return {
    before: function beginRequest({ internal }) {
      internal.startedAtMs = clock.nowMs();
    },
    after: log,
    onError: log,
  };
}
