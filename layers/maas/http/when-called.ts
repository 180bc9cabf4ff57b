import type { Operation } from '../contract/routes.ts';
import { lazily } from '../core/lazily.ts';
import type { HttpHandler } from './http-request.ts';
import type { HttpResponse } from './http-response.ts';

type HandlersOf<O extends Operation> = Readonly<Record<O, HttpHandler<HttpResponse>>>;

/** Handlers that are loaded with the first call of one of them: a start waits for none of it. */
export function whenCalled<O extends Operation>(
  operations: readonly O[],
  load: () => Promise<HandlersOf<O>>,
): HandlersOf<O> {
  const getHandlers = lazily(load);
  return Object.fromEntries(
    operations.map((operation): [O, HttpHandler<HttpResponse>] => [
      operation,
      async (request, context) => (await getHandlers())[operation](request, context),
    ]),
  ) as HandlersOf<O>;
}
