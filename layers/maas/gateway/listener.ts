import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { OpenAnswers } from './open-answers.ts';

/** API Gateway's limit of a request's headers. */
const HEADER_BYTES = 10_240;
/**
 * Longer than any client's own, so that it is never the listener that closes a connection under a
 * request.
 */
const KEEP_ALIVE_MS = 65_000;
/** Milliseconds within which a request's headers have to be there. */
const HEADERS_MS = 20_000;

export interface ListenerOptions {
  /** Bytes of a request's headers. @default - API Gateway's limit */
  readonly headerBytes?: number;
  /** Milliseconds within which a request's headers have to be there. @default 20,000 */
  readonly headersMs?: number;
}

/** A port that HTTP is spoken on. Whatever comes there is answered, what is no request included. */
export class Listener {
  readonly #server: Server;
  readonly #open = new OpenAnswers();

  constructor(
    onRequest: (request: IncomingMessage, response: ServerResponse) => void,
    { headerBytes = HEADER_BYTES, headersMs = HEADERS_MS }: ListenerOptions = {},
  ) {
    this.#server = createServer(
      {
        maxHeaderSize: headerBytes,
        headersTimeout: headersMs,
        requestTimeout: 0,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: headersMs / 10,
        requireHostHeader: false,
      },
      (request, response) => {
        this.#open.add(response);
        onRequest(request, response);
      },
    );
    // A client's expectations beyond `100-continue` are passed over: better than Node's answer,
    // which is not in our shape.
    this.#server.on('checkExpectation', (request, response) => {
      this.#server.emit('request', request, response);
    });
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      void this.#open.endBehind(socket, error.code);
    });
    this.#server.on('connect', (_request, socket) => {
      void this.#open.endBehind(socket, undefined);
    });
  }

  /** @throws Error with the code EADDRINUSE when the port is taken */
  async listen(port: number, host = '127.0.0.1'): Promise<number> {
    await once(this.#server.listen(port, host), 'listening');
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Takes nothing new, and waits for what is under way, but not longer than this. */
  async close(graceMs: number): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => {
      this.#server.closeAllConnections();
    }, graceMs);
    for (const response of this.#open.list()) {
      if (!response.headersSent) response.setHeader('connection', 'close');
    }
    await closed;
    clearTimeout(timer);
  }
}
