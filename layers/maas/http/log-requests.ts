import { isCallerError } from '../contract/errors.ts';
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
  const log = ({ event, response, error, internal: { startedAtMs = clock.monotonicMs() } }: PipelineRequest): void => {
    const status = response?.status ?? 500;
    const code = error instanceof MaasError ? error.code : error ? 'INTERNAL' : undefined;
    const fields = {
      requestId: event.requestContext.requestId,
      method: event.httpMethod,
      resource: event.resource,
      path: event.path,
      status,
      durationMs: roundMs(clock.monotonicMs() - startedAtMs),
      ...(code === undefined ? {} : { code }),
    };
    if (code !== undefined && !isCallerError(code)) logger.error('A request failed.', { ...fields, error });
    else logger.info('A request was answered.', { ...fields, ...(error ? { reason: error.message } : {}) });
  };
  return {
    before: function beginRequest({ internal }) {
      internal.startedAtMs = clock.monotonicMs();
    },
    after: log,
    onError: log,
  };
}
