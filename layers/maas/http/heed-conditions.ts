import { ROUTES, type Operation } from '../contract/routes.ts';
import { MaasError } from '../core/errors.ts';
import { quote } from '../core/quote.ts';
import type { HttpHandler, HttpRequest } from './http-request.ts';
import type { HttpResponse } from './http-response.ts';

type SomeHandlers = Readonly<Partial<Record<Operation, HttpHandler<HttpResponse>>>>;

/** Operations that happen only where the model has the ETag that If-Match names. */
const HEED_IF_MATCH: ReadonlySet<string> = new Set<Operation>([
  'putSettings',
  'putAlias',
  'deleteAlias',
  'putAccess',
  'deleteAccess',
]);

/**
 * The same handlers, but for changes whose caller said what they do not look at: a condition, which
 * is refused with PRECONDITION_FAILED, or a query, with INVALID_REQUEST.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1
 */
export function heedConditions<H extends SomeHandlers>(handlers: H): H {
  const heeding = Object.entries(handlers).map(([operation, handle]) => [
    operation,
    isChange(operation as Operation) ? refuseUnheeded(operation, handle) : handle,
  ]);
  return Object.fromEntries(heeding) as H;
}

function isChange(operation: Operation): boolean {
  const { plane, method } = ROUTES[operation];
  return plane === 'control' && method !== 'GET';
}

function refuseUnheeded(
  operation: string,
  handle: HttpHandler<HttpResponse>,
): HttpHandler<HttpResponse> {
  return async (request, context) => {
    refuseConditions(request, HEED_IF_MATCH.has(operation));
    refuseQuery(request);
    return handle(request, context);
  };
}

function refuseConditions({ method, resource, headers }: HttpRequest, heedsIfMatch: boolean): void {
  const unheeded = ['If-None-Match', 'If-Unmodified-Since', ...(heedsIfMatch ? [] : ['If-Match'])];
  const found = unheeded.find((name) => headers[name.toLowerCase()] !== undefined);
  if (found === undefined) return;
  const other = heedsIfMatch ? ', or with If-Match and the ETag that the model had' : '';
  throw new MaasError(
    'PRECONDITION_FAILED',
    `${method} ${resource} heeds no ${found}, so nothing was done; send it without${other}.`,
  );
}

function refuseQuery({ method, resource, query }: HttpRequest): void {
  const [name] = Object.keys(query);
  if (name === undefined) return;
  const advice = method === 'DELETE' ? '' : '; what it takes goes into the body';
  throw new MaasError(
    'INVALID_REQUEST',
    `${method} ${resource} takes no query, so nothing was done; got ${quote(name)}${advice}.`,
  );
}
