import { connect, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { HttpAnswerReader, type HttpAnswer, type Target } from './http-answer-reader.ts';

/** A server that says nothing for so long is taken for dead. */
const IDLE_TIMEOUT_MS = 10_000;
/** For heads, and what begins behind them. */
const SCRATCH_BYTES = 16 * 1024;

export interface HttpOrigin {
  readonly protocol: 'http:' | 'https:';
  /** An IPv6 address without its brackets. */
  readonly hostname: string;
  /** @default - the protocol's own */
  readonly port: string;
}

/** A connection broke before an answer was whole. */
export class ConnectionBrokenError extends Error {
  override readonly name = 'ConnectionBrokenError';
  readonly code: string;
  /** Bytes of the body that are in the caller's memory, and the head that they came with. */
  readonly received: number;
  readonly status: HttpAnswer['status'];
  readonly headers: HttpAnswer['headers'];
  /** True if it may have been closed before the request came, as one that was idle. */
  readonly isUnanswered: boolean;

  constructor(
    hostname: string,
    cause: NodeJS.ErrnoException | undefined,
    reader: HttpAnswerReader,
  ) {
    const { received, hasBegun, status, headers } = reader;
    super(cause?.message ?? `${hostname} closed the connection after ${received} bytes.`, {
      cause,
    });
    this.code = cause?.code ?? 'ECONNRESET';
    this.received = received;
    this.status = status;
    this.headers = headers;
    this.isUnanswered = !hasBegun;
  }
}

interface Exchange {
  readonly reader: HttpAnswerReader;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** All that are open, idle or not. */
const open = new Set<HttpConnection>();

/** One connection, for one request after the other. It keeps no process alive while it is idle. */
export class HttpConnection {
  /** Set by the server, or by an error: it takes no further request. */
  isClosed = false;
  readonly #origin: HttpOrigin;
  readonly #socket: Socket;
  readonly #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  #exchange: Exchange | undefined;
  #error: Error | undefined;

  private constructor(origin: HttpOrigin, start: (onread: OnRead) => Socket) {
    this.#origin = origin;
    this.#socket = start({
      buffer: () => this.#exchange?.reader.room ?? this.#scratch,
      callback: (count, { buffer, byteOffset }) => {
        this.#take(Buffer.from(buffer, byteOffset, count));
        return true;
      },
    });
    this.#socket
      .setNoDelay(true)
      .on('timeout', () => {
        const message = `${origin.hostname} was silent for ${this.#socket.timeout ?? 0} ms.`;
        this.#socket.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
      })
      .on('error', (error) => {
        this.#error = error;
      })
      .on('end', () => {
        this.#end();
      })
      .on('close', () => {
        open.delete(this);
        this.#end();
      })
      .unref();
    open.add(this);
  }

  /** Begins to connect; requests may be sent at once. */
  static async open(origin: HttpOrigin): Promise<HttpConnection> {
    const { protocol, hostname: host, port } = origin;
    if (protocol === 'http:') {
      return new HttpConnection(origin, (onread) =>
        connect({ host, port: Number(port || 80), onread }),
      );
    }
    // Loaded where a store is asked over it: it takes 8 ms of a start.
    const tls = await import('node:tls');
    const servername = /^[\d.]+$|:/.test(host) ? undefined : host;
    const options = { host, port: Number(port || 443), servername, ALPNProtocols: ['http/1.1'] };
    return new HttpConnection(origin, (onread) => {
      const withMemory: ConnectionOptions & { readonly onread: OnRead } = { ...options, onread };
      return tls.connect(withMemory);
    });
  }

  /**
   * Ends the connections of this process: to those that a snapshot has, nobody answers, not even
   * that they are closed. Requests under way fail as with a connection that is reset.
   */
  static breakAll(): void {
    for (const connection of open) {
      const error = new Error('The connection is of before a restore.');
      connection.#error = Object.assign(error, { code: 'ECONNRESET' });
      connection.#socket.destroy();
      connection.#end();
    }
  }

  /** @throws ConnectionBrokenError, HttpSyntaxError */
  send(
    request: string,
    { target, timeoutMs = IDLE_TIMEOUT_MS }: SendOptions = {},
  ): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#exchange = { reader: new HttpAnswerReader(target), resolve, reject };
      if (this.isClosed) {
        this.#end();
        return;
      }
      this.#socket.ref().setTimeout(timeoutMs);
      this.#socket.write(request);
    });
  }

  /** To be called between two exchanges. */
  close(): void {
    this.isClosed = true;
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    const exchange = this.#exchange;
    if (!exchange) {
      this.#socket.destroy(); // it talks unasked
      return;
    }
    try {
      const answer = exchange.reader.take(bytes);
      if (answer) this.#settle(answer);
    } catch (error) {
      this.#error = error as Error;
      this.#socket.destroy();
    }
  }

  #settle(answer: HttpAnswer): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#socket.setTimeout(0).unref();
    if (answer.headers.connection?.toLowerCase() === 'close') this.close();
    exchange?.resolve(answer);
  }

  #end(): void {
    this.isClosed = true;
    const exchange = this.#exchange;
    if (!exchange) return;
    const answer = this.#error ? undefined : exchange.reader.close();
    if (answer) {
      this.#settle(answer);
      return;
    }
    this.#exchange = undefined;
    this.#socket.destroy();
    exchange.reject(new ConnectionBrokenError(this.#origin.hostname, this.#error, exchange.reader));
  }
}

interface SendOptions {
  readonly target?: Target | undefined;
  /** @default 10_000 */
  readonly timeoutMs?: number | undefined;
}

interface OnRead {
  readonly buffer: () => Uint8Array;
  readonly callback: (count: number, memory: Uint8Array) => boolean;
}
