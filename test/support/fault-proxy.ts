import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A store's answer, as it came. */
export interface StoreAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How an answer reaches its reader: `send` is the way without a fault. */
export interface Delivery {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly send: (answer: StoreAnswer) => void;
  /** The object without a range. */
  readonly readWhole: () => Promise<Buffer>;
}

export type Fault = (answer: StoreAnswer, delivery: Delivery) => void | Promise<void>;

export interface SeenRequest {
  readonly path: string;
  readonly range: string | undefined;
  readonly isConditional: boolean;
  readonly status: number;
}

export interface FaultProxyOptions {
  /** Address of the store, which the proxy stands before. */
  readonly url: string;
  /** Reads an object past the proxy, by the path that it was asked by. */
  readonly readWhole: (path: string) => Promise<Buffer>;
}

/**
 * Stands before a real S3 server and passes requests on as they were signed. What is answered to
 * the GETs of some objects is spoilt while a fault is set.
 */
export class FaultProxy {
  readonly seen: SeenRequest[] = [];
  readonly #options: FaultProxyOptions;
  readonly #server = createServer((incoming, response) => {
    this.#pass(incoming, response).catch(() => response.destroy());
  });
  #fault: { readonly isMeant: (path: string) => boolean; readonly spoil: Fault } | undefined;

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
  }

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** @param isMeant tells by its path whether an object's answers are spoilt */
  begin(spoil: Fault, isMeant: (path: string) => boolean): void {
    this.#fault = { spoil, isMeant };
  }

  stop(): void {
    this.#fault = undefined;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#ask(incoming);
    const path = incoming.url ?? '';
    const { range, 'if-none-match': condition } = incoming.headers;
    this.seen.push({ path, range, isConditional: condition !== undefined, status: answer.status });
    const send = ({ status, headers, body }: StoreAnswer): void => {
      response.writeHead(status, headers).end(body);
    };
    const isMeant = incoming.method === 'GET' && this.#fault?.isMeant(path) === true;
    if (!this.#fault || !isMeant) send(answer);
    else {
      const readWhole = (): Promise<Buffer> => this.#options.readWhole(path);
      await this.#fault.spoil(answer, { request: incoming, response, send, readWhole });
    }
  }

  async #ask(incoming: IncomingMessage): Promise<StoreAnswer> {
    const { hostname, port } = new URL(this.#options.url);
    return new Promise((resolve, reject) => {
      const outgoing = request({
        hostname,
        port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers, // the host, too: it is signed
        setHost: false,
      });
      outgoing.on('error', reject).on('response', (upstream) => {
        const chunks: Buffer[] = [];
        upstream
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('error', reject)
          .on('end', () => {
            const { connection: _, 'transfer-encoding': __, ...headers } = upstream.headers;
            resolve({
              status: upstream.statusCode ?? 0,
              headers: headers as Record<string, string>,
              body: Buffer.concat(chunks),
            });
          });
      });
      incoming.pipe(outgoing);
    });
  }
}
