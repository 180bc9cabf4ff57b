import { ROUTES, type Route } from '../../layers/maas/contract/routes.ts';
import type { Handlers } from '../../layers/maas/http/router.ts';
import type { LogFields, Logger } from '../../layers/maas/core/ports/logger.ts';
import type { HttpHandler } from '../../layers/maas/http/http-request.ts';
import { type HttpResponse } from '../../layers/maas/http/http-response.ts';
import { serveRequest } from '../../layers/maas/http/serve-request.ts';
import { toBufferedHandler, toStreamingHandler } from '../../layers/maas/hosts/lambda.ts';
import { toContext, toEvent, type EventOptions } from './gateway-event.ts';
import { callStreaming } from './response-stream.ts';

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Line {
  readonly level: keyof Logger;
  readonly fields: LogFields;
}

type Call = (
  method: string,
  url: string,
  options?: EventOptions,
  remainingMs?: number,
) => Promise<Answer>;

/** One handler for all operations of a function. */
export function forAll(handle: HttpHandler<HttpResponse>): Handlers<'monitor'> {
  const own = Object.entries<Route>(ROUTES).filter(([, route]) => route.function === 'monitor');
  return Object.fromEntries(own.map(([name]) => [name, handle])) as Handlers<'monitor'>;
}

/** One operation behind either form of a function, and what they log. */
export function createHandlers(handle: HttpHandler<HttpResponse>): {
  buffered: Call;
  streamed: Call;
  lines: Line[];
} {
  const lines: Line[] = [];
  const log =
    (level: keyof Logger) =>
    (_message: string, fields: LogFields = {}) => {
      lines.push({ level, fields });
    };
  const options = {
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    clock: { monotonicMs: () => 0 },
  };
  const serve = serveRequest<'monitor'>(Promise.resolve(forAll(handle)), options);
  const buffered = toBufferedHandler(serve);
  const streamed = toStreamingHandler(serve);
  return {
    lines,
    buffered: async (method, url, eventOptions, remainingMs) =>
      (await buffered(toEvent(method, url, eventOptions), toContext(remainingMs))) as Answer,
    streamed: async (method, url, eventOptions, remainingMs) => {
      const { bytes, ...answer } = await callStreaming(
        streamed,
        toEvent(method, url, eventOptions),
        toContext(remainingMs),
      );
      return { ...answer, body: bytes.toString() };
    },
  };
}

export const URL = '/models/m/metrics';
