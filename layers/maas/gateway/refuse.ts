import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { CORS } from '../contract/gateway.ts';
import { MaasError } from '../core/errors.ts';
import { toErrorResponse } from '../http/error-response.ts';
import { parseTarget } from './request-parts.ts';

/**
 * Milliseconds for which a refused request may go on sending: its client reads the answer when it
 * has done so.
 */
const DRAIN_MS = 60_000;

/**
 * Milliseconds for which bytes that nobody reads may still come: a connection closed under them
 * would be reset, and the answer lost.
 */
const LINGER_MS = 2_000;

/** Headers that every answer has, refusals too. */
const KEPT = new Set(['x-amzn-requestid', 'x-content-type-options']);

/** An error as it is written to whoever called. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}
export type ToRefusal = (error: unknown, requestId: string, path: string) => Refusal;

/** Answers with an error of the gateway's own. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  requestId: string,
  toOwn: ToRefusal = toRefusal,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  } // half an answer must not look like a whole one
  for (const name of response.getHeaderNames()) if (!KEPT.has(name)) response.removeHeader(name);
  const { status, headers, text } = toOwn(error, requestId, parseTarget(request).pathname);
  response
    .writeHead(status, {
      ...headers,
      'access-control-allow-origin': CORS.allowOrigin,
      'access-control-expose-headers': CORS.exposeHeaders.join(', '),
      'content-length': Buffer.byteLength(text),
    })
    .write(text);
  if (request.complete) response.end();
  else {
    drain(request, () => {
      response.end();
    });
  }
}

/**
 * Reads and forgets, so that the client is not reset while it still sends: an answer that ends
 * before would close a connection which the client does not want to keep.
 */
function drain(request: IncomingMessage, onEnd: () => void): void {
  const timer = setTimeout(() => {
    request.destroy();
  }, DRAIN_MS).unref();
  request
    .once('close', () => {
      clearTimeout(timer);
    })
    .once('end', () => {
      clearTimeout(timer);
      onEnd();
    })
    .resume();
}

/** Answers bytes that are no HTTP request, for which there is no response object. */
export function refuseGarbage(socket: Duplex, code: string | undefined): void {
  const [status, sentence] = GARBAGE[code ?? ''] ?? [
    400,
    'This is not an HTTP request that can be read.',
  ];
  const requestId = randomUUID();
  const { headers, text } = toRefusal(new MaasError('INVALID_REQUEST', sentence), requestId, '/');
  const lines = Object.entries({
    ...headers,
    'x-amzn-requestid': requestId,
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  setTimeout(() => {
    socket.destroy();
  }, LINGER_MS).unref();
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`);
}

/** The service's own shape of an error. */
export function toRefusal(error: unknown, requestId: string, path: string): Refusal {
  const { status, headers = {}, body } = toErrorResponse(error, requestId, path);
  return { status, headers, text: body };
}

const LENGTH = 'Content-Length is no number, is there twice, or stands beside Transfer-Encoding.';
const ADDRESS = 'The address has a space or other characters that are not percent-encoded.';

/** By the codes of Node's parser, https://github.com/nodejs/llhttp. */
const GARBAGE: Readonly<Record<string, [number, string] | undefined>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'The headers are larger than the 10,240 bytes that the gateway takes.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_INVALID_METHOD: [
    400,
    'This does not begin with a method of HTTP, as GET or POST; is it https, not http?',
  ],
  HPE_INVALID_URL: [400, ADDRESS],
  HPE_INVALID_CONSTANT: [400, ADDRESS],
  HPE_INVALID_HEADER_TOKEN: [400, 'A header has a character that no header may have.'],
  HPE_UNEXPECTED_CONTENT_LENGTH: [400, LENGTH],
  HPE_INVALID_CONTENT_LENGTH: [400, LENGTH],
  HPE_INVALID_TRANSFER_ENCODING: [400, LENGTH],
  HPE_INVALID_CHUNK_SIZE: [400, 'A chunk of the body does not begin with its size.'],
  HPE_INVALID_EOF_STATE: [400, 'The connection ended before the body was whole.'],
};
