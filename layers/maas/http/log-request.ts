import { isCallerError } from '../contract/errors.ts';
import { MaasError } from '../core/errors.ts';
import type { CallNotes } from '../core/monitoring/observe-prediction.ts';
import { roundMs } from '../core/monitoring/round-ms.ts';
import type { Stopwatch } from '../core/ports/clock.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { ReceivedRequest } from './http-request.ts';

export interface LogRequestOptions {
  readonly logger: Logger;
  readonly clock: Stopwatch;
}

/** @param failure what was thrown, whatever it is; absent where the request succeeded */
export type LogResponse = (status: number, failure?: { readonly error: unknown }) => void;

/**
 * Begins a request; its answer is one line. What failed through the service's own fault is an error
 * with its stack and causes.
 * @param notes what was learnt of the call by the time of its answer
 */
export function logRequest(
  { requestId, caller, method, resource, path }: ReceivedRequest,
  notes: CallNotes,
  { logger, clock }: LogRequestOptions,
): LogResponse {
  const startedAtMs = clock.monotonicMs();
  return (status, failure) => {
    const durationMs = roundMs(clock.monotonicMs() - startedAtMs);
    const fields = { requestId, caller, ...notes, method, resource, path, status, durationMs };
    if (!failure) {
      logger.info('A request was answered.', fields);
      return;
    }
    const { error } = failure;
    const code = error instanceof MaasError ? error.code : 'INTERNAL';
    if (!isCallerError(code)) {
      logger.error('A request failed.', { ...fields, code, error });
      return;
    }
    logger.info('A request was answered.', { ...fields, code });
    // The sentence repeats values of the caller's, which are for no log that is kept by default.
    logger.debug('A request was refused.', { requestId, reason: (error as MaasError).message });
  };
}
