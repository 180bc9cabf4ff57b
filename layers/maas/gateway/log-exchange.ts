import type { IncomingMessage, ServerResponse } from 'node:http';
import { PredictionEndedError } from '../instances/instance-end.ts';
import { FunctionError } from '../instances/function-error.ts';
import type { Logger } from '../core/ports/logger.ts';
import { parseTarget } from './request-parts.ts';

/** One request and what came of it, for the log. */
export interface Exchange {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly error?: unknown;
}

/** The exchange of a request that has just been answered, and failed if there is an `error`. */
export function toExchange(
  request: IncomingMessage,
  response: ServerResponse,
  { startedAtMs, ...rest }: Pick<Exchange, 'requestId' | 'error'> & { startedAtMs: number },
): Exchange {
  return {
    ...rest,
    method: request.method ?? '',
    path: parseTarget(request).pathname,
    status: response.statusCode,
    durationMs: performance.now() - startedAtMs,
  };
}

/** A request of the API in the log; what the gateway or a function failed at is worth a look. */
export function logExchange(logger: Logger, { error, durationMs, ...exchange }: Exchange): void {
  const fields = { ...exchange, durationMs: Math.round(durationMs) };
  const message = `${exchange.method} ${exchange.path}`;
  if (error instanceof FunctionError) logger.error(error.detail, fields);
  else if (error instanceof PredictionEndedError) {
    logger.error(error.message, { ...fields, detail: error.detail });
  } else if (exchange.status >= 500) logger.warn(message, { ...fields, error });
  else logger.debug(message, fields);
}
