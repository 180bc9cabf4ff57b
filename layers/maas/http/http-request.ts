import { MaasError } from '../core/errors.ts';
import type { CallNotes } from '../core/monitoring/observe-prediction.ts';
import { quote } from '../core/quote.ts';
import type { RequestContent } from '../core/request-content.ts';

/**
 * A request as handlers see it: names of headers in lower case, paths decoded, the body as bytes.
 */
export interface HttpRequest extends RequestContent {
  readonly requestId: string;
  /** The caller's name, to which rights are given; undefined where callers are not identified. */
  readonly caller?: string | undefined;
}

/** The call that a handler runs in. */
export interface HttpContext {
  /** Milliseconds that are left for the answer. */
  remainingMs(): number;
  /** Aborted when the time is over and the caller is told so. */
  readonly signal: AbortSignal;
  /** Notes for the log line of the call, beside the request itself. */
  readonly notes: CallNotes;
}

export type HttpHandler<R> = (request: HttpRequest, context: HttpContext) => Promise<R>;

/** A request as a host hands it over: nothing of it is decoded or judged yet. */
export interface ReceivedRequest extends Pick<
  HttpRequest,
  'requestId' | 'caller' | 'method' | 'resource' | 'parameters' | 'body'
> {
  /** As it was called, for the log. */
  readonly path: string;
  readonly query: MultiValue;
  /** Names in any case. */
  readonly headers: MultiValue;
}

type MultiValue = Readonly<Record<string, readonly string[] | undefined>>;

/** The body stays as it travelled. @throws MaasError INVALID_REQUEST */
export function toHttpRequest({
  requestId,
  caller,
  method,
  resource,
  parameters,
  query,
  headers,
  body,
}: ReceivedRequest): HttpRequest {
  return {
    requestId,
    caller,
    method,
    resource,
    parameters: mapValues(parameters, (value) => decodeSegment(value ?? '')),
    query: mapValues(query, requireOne),
    headers: toHeaders(headers),
    body,
  };
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/** Hosts hand path parameters on as they stand in the URL: they are decoded here, once. */
function decodeSegment(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    throw new MaasError(
      'INVALID_REQUEST',
      `${quote(value)} in the path is not percent-encoded UTF-8.`,
      { cause: error },
    );
  }
}

function requireOne(values: readonly string[] | undefined, name: string): string | undefined {
  if (values && values.length > 1) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The query has ${quote(name)} ${values.length} times; give it once.`,
    );
  }
  return values?.[0];
}

/** A header sent twice reads as a list, so that one which must stand alone is seen not to. */
function toHeaders(headers: MultiValue): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, values = []] of Object.entries(headers)) {
    const key = name.toLowerCase();
    const known = joined.get(key);
    joined.set(key, [...(known === undefined ? [] : [known]), ...values].join(', '));
  }
  return Object.fromEntries(joined);
}
