import { toErrorResponse } from './error-response.ts';
import type { Middleware } from './middleware.ts';

/** Turns whatever was thrown into an answer in the service's error shape. */
export function answerErrors(): Middleware {
  return {
    onError: function answerError(request) {
      request.response = toErrorResponse(
        request.error,
        request.event.requestContext.requestId,
        request.event.resource,
      );
    },
  };
}
