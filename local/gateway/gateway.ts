import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { BodyBudget } from './body-budget.ts';
import { handleRequest, type GatewayDeps } from './handle-request.ts';
import { OpenAnswers } from './open-answers.ts';

/** API Gateway's limit of a request's headers. */
const HEADER_BYTES = 10_240;
export interface GatewayTimeouts {
  /** Milliseconds within which a request's headers have to be there. @default 20,000 */
  readonly headersMs?: number;
  /**
   * Milliseconds within which the whole body of a call of the API has to be there. @default 60,000
   */
  readonly bodyMs?: number;
}

/**
 * Longer than any client's own, so that it is never the gateway that closes a connection under a
 * request.
 */
const KEEP_ALIVE_MS = 65_000;
const BODIES_BYTES = 256 * 1024 * 1024;

export type GatewayParts = Omit<GatewayDeps, 'budget' | 'bodyMs'>;

/**
 * HTTP in front of the functions, as API Gateway puts it there. It can listen before they are
 * there: requests wait until `serve`.
 */
export class Gateway {
  readonly #server: Server;
  readonly #open = new OpenAnswers();
  readonly #parts = Promise.withResolvers<GatewayParts>();

  constructor({ headersMs = 20_000, bodyMs = 60_000 }: GatewayTimeouts = {}) {
    const budget = new BodyBudget(BODIES_BYTES);
    this.#server = createServer(
      {
        maxHeaderSize: HEADER_BYTES,
        headersTimeout: headersMs,
        requestTimeout: 0,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: headersMs / 10,
        requireHostHeader: false,
      },
      (request, response) => {
        this.#open.add(response);
        void this.#parts.promise.then((parts) =>
          handleRequest(request, response, { ...parts, budget, bodyMs }),
        );
      },
    );
    // What a client expects beyond `100-continue` may be passed over: better than Node's answer,
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

  serve(parts: GatewayParts): void {
    this.#parts.resolve(parts);
  }

  /** @throws Error with the code EADDRINUSE when the port is taken */
  async listen(port: number): Promise<number> {
    await once(this.#server.listen(port, '127.0.0.1'), 'listening');
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
