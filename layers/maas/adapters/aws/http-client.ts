import type { OutgoingHttpHeaders } from 'node:http';
import type { HttpAnswer, Target } from './http-answer-reader.ts';
import { ConnectionBrokenError, HttpConnection, type HttpOrigin } from './http-connection.ts';

export interface HttpCall extends HttpOrigin {
  /** The path, with its query. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  /** Milliseconds for which the server may say nothing. @default 10_000 */
  readonly timeoutMs?: number | undefined;
}

/** Connections that have nothing to do, by where they lead. */
const idle = new Map<string, HttpConnection[]>();

/**
 * One GET on a connection that is kept for the next one. Node's own client makes a buffer and
 * several turns of the event loop of each chunk, which is a quarter of a cold start.
 * @param target where the body goes if it has exactly so many bytes
 * @throws ConnectionBrokenError
 */
export async function httpGet(options: HttpCall, target?: Target): Promise<HttpAnswer> {
  return sendAgain(formatHead('GET', options), options, target);
}

/** One POST of what may arrive twice, on a connection that is kept for the next one. */
export async function httpPostAgain(options: HttpCall, body: string): Promise<HttpAnswer> {
  return sendAgain(formatPost(options, body), options);
}

/** A request that may be sent again where nobody knows what came of it. */
async function sendAgain(request: string, options: HttpCall, target?: Target): Promise<HttpAnswer> {
  for (;;) {
    const kept = takeIdle(options);
    const connection = kept ?? (await HttpConnection.open(options));
    try {
      const answer = await connection.send(request, { ...options, target });
      keep(options, connection);
      return answer;
    } catch (error) {
      // A server may close what is idle at any time, and a frozen instance hears of it late.
      const isStale = kept !== undefined && error instanceof ConnectionBrokenError;
      if (!isStale || !error.isUnanswered) throw error;
    }
  }
}

/** One POST, on a connection of its own: where one breaks, nobody knows what came of it. */
export async function httpPost(options: HttpCall, body: string): Promise<HttpAnswer> {
  const connection = await HttpConnection.open(options);
  const answer = await connection.send(formatPost(options, body), options);
  keep(options, connection);
  return answer;
}

/** Opens a connection ahead of the first request that needs one. */
export async function connectAhead(origin: HttpOrigin): Promise<void> {
  keep(origin, await HttpConnection.open(origin));
}

/** Closes the connections that have nothing to do. */
export function closeIdle(origin: HttpOrigin): void {
  for (const connection of idle.get(toKey(origin)) ?? []) connection.close();
  idle.delete(toKey(origin));
}

function toKey({ protocol, hostname, port }: HttpOrigin): string {
  return `${protocol}//${hostname}:${port}`;
}

/** The one that was used last: the longer one is idle, the likelier it is closed. */
function takeIdle(origin: HttpOrigin): HttpConnection | undefined {
  const connections = idle.get(toKey(origin)) ?? [];
  for (let found = connections.pop(); found; found = connections.pop()) {
    if (!found.isClosed) return found;
  }
  return undefined;
}

function keep(origin: HttpOrigin, connection: HttpConnection): void {
  if (connection.isClosed) return;
  const key = toKey(origin);
  const connections = idle.get(key);
  if (connections) connections.push(connection);
  else idle.set(key, [connection]);
}

function formatPost(options: HttpCall, body: string): string {
  const headers = { ...options.headers, 'content-length': Buffer.byteLength(body) };
  return `${formatHead('POST', { ...options, headers })}${body}`;
}

/** @throws RangeError for what would be another request */
function formatHead(method: string, { hostname, port, path, headers }: HttpCall): string {
  const bare = hostname.includes(':') ? `[${hostname}]` : hostname;
  const given = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const all = new Map([['host', port === '' ? bare : `${bare}:${port}`], ...given]);
  const lines = [...all].map(([name, value]) => `${name}: ${String(value)}`);
  const head = [`${method} ${path} HTTP/1.1`, ...lines];
  // eslint-disable-next-line no-control-regex -- what ends a line, or is none of ASCII
  if (head.some((line) => /[\x00-\x1f\x7f-\uffff]/.test(line))) {
    throw new RangeError('A header of a request has a character that it may not have.');
  }
  return `${head.join('\r\n')}\r\n\r\n`;
}
