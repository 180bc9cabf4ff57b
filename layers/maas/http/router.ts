import type { FunctionName } from '../contract/functions.ts';
import { toMethods, type Method, ROUTES, type Operation } from '../contract/routes.ts';
import { MaasError } from '../core/errors.ts';
import type { HttpHandler } from './http-request.ts';
import type { HttpResponse } from './http-response.ts';

/** The operations that a function serves, by `contract/routes.ts`. */
export type OperationOf<F extends FunctionName> = {
  [O in Operation]: (typeof ROUTES)[O]['function'] extends F ? O : never;
}[Operation];

/** A handler for each of them: one that is missing, or too many, does not compile. */
export type Handlers<F extends FunctionName> = Readonly<
  Record<OperationOf<F>, HttpHandler<HttpResponse>>
>;

/** The path exists, but not with the method of the call. */
export class MethodNotAllowedError extends MaasError {
  readonly allowed: readonly string[];

  constructor(method: string, path: string, allowed: readonly string[]) {
    super('METHOD_NOT_ALLOWED', `${path} has no ${method}; it takes ${allowed.join(', ')}.`);
    this.allowed = allowed;
  }
}

/**
 * Answers with the handler whose method and path template the request has.
 * @throws MaasError ROUTE_NOT_FOUND, MethodNotAllowedError
 */
export function createRouter(
  handlers: Readonly<Partial<Record<Operation, HttpHandler<HttpResponse>>>>,
): HttpHandler<HttpResponse> {
  const routes = Object.entries(handlers).map(([operation, handle]) => ({
    ...ROUTES[operation as Operation],
    handle,
  }));
  return async (request, context) => {
    const { method, resource } = request;
    const atPath = routes.filter(({ path }) => path === resource);
    const route = atPath.find((candidate) => toMethods(candidate).includes(method as Method));
    if (route) return route.handle(request, context);
    if (atPath.length > 0) {
      throw new MethodNotAllowedError(method, resource, atPath.flatMap(toMethods));
    }
    throw new MaasError(
      'ROUTE_NOT_FOUND',
      `There is no ${method} ${resource} here; the table of the HTTP API in the README lists ` +
        'what there is.',
    );
  };
}
