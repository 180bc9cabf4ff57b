import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = '0\r\n\r\n';

/**
 * One client: a connection that it keeps, and one call at a time on it. It reads of HTTP just what
 * tells the end of an answer: Node's own client takes longer for a call than some servers do.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #request: Buffer;
  #answered: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;
  /** Bytes of the answer's head, while it is not whole. */
  #head: Buffer = Buffer.alloc(0);
  /** Bytes of the body that are still to come; negative where its last chunk tells. */
  #missingBytes: number | undefined;
  #tail = '';

  private constructor(socket: Socket, request: Buffer) {
    this.#socket = socket;
    this.#request = request;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      try {
        this.#read(chunk);
      } catch (error) {
        this.#failed?.(error as Error);
      }
    });
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('The server closed the connection.')));
  }

  static async open(url: string, json: string): Promise<Connection> {
    const { hostname, port, pathname } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      'accept: application/json',
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(json)}`,
    ];
    return new Connection(socket, Buffer.from(`${head.join('\r\n')}\r\n\r\n${json}`));
  }

  /**
   * Settles with the last byte of the answer.
   * @throws Error for an answer that is not 200
   */
  call(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(this.#request);
    });
  }

  close(): void {
    this.#failed = undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#missingBytes !== undefined) {
      this.#takeBody(chunk);
      return;
    }
    const bytes = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    const end = bytes.indexOf(HEAD_END);
    if (end === -1) {
      this.#head = bytes;
      return;
    }
    this.#head = Buffer.alloc(0);
    const head = bytes.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 200 ')) {
      throw new Error(`It answered ${bytes.toString().slice(0, 500)}`);
    }
    this.#missingBytes = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? -1);
    this.#takeBody(bytes.subarray(end + HEAD_END.length));
  }

  #takeBody(chunk: Buffer): void {
    const { length } = chunk;
    const missingBytes = this.#missingBytes ?? 0;
    if (missingBytes < 0) {
      const from = Math.max(0, length - LAST_CHUNK.length);
      this.#tail = (this.#tail + chunk.toString('latin1', from)).slice(-LAST_CHUNK.length);
      if (this.#tail !== LAST_CHUNK) return;
      this.#tail = '';
    } else if (length < missingBytes) {
      this.#missingBytes = missingBytes - length;
      return;
    }
    this.#missingBytes = undefined;
    this.#answered?.();
  }
}
