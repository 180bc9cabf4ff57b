import { PredictionEndedError } from '../instances/instance-end.ts';
import { FunctionError } from '../runtime-api/function-error.ts';
import type { Exchange } from './handle-request.ts';
import type { Logger } from '../../layers/maas/core/ports/logger.ts';

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
