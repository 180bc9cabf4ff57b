/** A server's answer; names of headers in small letters. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** All of it; of what was read into the caller's own memory, that memory. */
  readonly body: Buffer;
}

/**
 * Takes the bytes of a 200 or 206, if they are as many as this has room for. More of them are not
 * read: who asks for a part of an object may be answered all of it.
 */
export type Target = Uint8Array;

const MOST_HEAD_BYTES = 64 * 1024;
const END_OF_HEAD = '\r\n\r\n';

type Stage = 'head' | 'sized' | 'chunked' | 'untilClose' | 'whole';

/** The server does not speak HTTP/1.1 as RFC 9112 has it. */
class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError';
  /** As of a connection that broke: another one may be better. */
  readonly code = 'ECONNRESET';
}

/**
 * Reads one answer of HTTP/1.1 as its bytes arrive. `room` is where the next of them are to be put:
 * those of a body go straight to their place, without a buffer for each chunk.
 */
export class HttpAnswerReader {
  #received = 0;
  readonly #target: Target | undefined;
  #head = Buffer.alloc(0);
  #status = 0;
  #headers: Record<string, string | undefined> = {};
  #stage: Stage = 'head';
  #body: Uint8Array = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #chunked = Buffer.alloc(0);

  constructor(target?: Target) {
    this.#target = target;
  }

  /** 0 as long as there is none. */
  get status(): number {
    return this.#status;
  }

  get headers(): HttpAnswer['headers'] {
    return this.#headers;
  }

  /** Bytes that are in the caller's own memory. */
  get received(): number {
    return this.#body === this.#target ? this.#received : 0;
  }

  /** True once anything has come. */
  get hasBegun(): boolean {
    return this.#status > 0 || this.#head.length > 0;
  }

  /** Never empty; undefined where what comes next has no place yet. */
  get room(): Uint8Array | undefined {
    return this.#stage === 'sized' ? this.#body.subarray(this.#received) : undefined;
  }

  /**
   * @param bytes what came: a beginning of `room`, or other memory, of which nothing is kept
   * @returns the answer, when it is whole. @throws HttpSyntaxError
   */
  take(bytes: Buffer): HttpAnswer | undefined {
    this.#read(bytes);
    return this.#stage === 'whole' ? this.#finish() : undefined;
  }

  /** The connection was closed. @returns the answer, where its end is that of the connection */
  close(): HttpAnswer | undefined {
    if (this.#stage !== 'untilClose') return undefined;
    this.#body = Buffer.concat(this.#chunks);
    return this.#finish();
  }

  #read(bytes: Buffer): void {
    if (this.#stage === 'sized') this.#readSized(bytes);
    else if (this.#stage === 'head') this.#readHead(bytes);
    else if (this.#stage === 'chunked') this.#readChunked(bytes);
    else if (this.#stage === 'untilClose') this.#chunks.push(Buffer.from(bytes));
    else throw new HttpSyntaxError('The server answered more than it was asked for.');
  }

  #readHead(bytes: Buffer): void {
    const head = Buffer.concat([this.#head, bytes]);
    const end = head.indexOf(END_OF_HEAD);
    this.#head = head;
    if (end === -1) {
      if (head.length > MOST_HEAD_BYTES) {
        throw new HttpSyntaxError('The answer has no end of head.');
      }
      return;
    }
    const rest = Buffer.from(head.subarray(end + END_OF_HEAD.length));
    this.#head = Buffer.alloc(0);
    this.#parseHead(head.toString('latin1', 0, end));
    if (this.#status < 200) {
      this.#readHead(rest);
    } // 100 Continue and its like
    else this.#beginBody(rest);
  }

  #parseHead(text: string): void {
    const [first = '', ...lines] = text.split('\r\n');
    const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first)?.[1];
    if (status === undefined) throw new HttpSyntaxError('The server answered no HTTP/1.1.');
    this.#status = Number(status);
    this.#headers = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      this.#headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
  }

  #beginBody(rest: Buffer): void {
    const { 'content-length': length, 'transfer-encoding': coding } = this.#headers;
    if (this.#status === 204 || this.#status === 304) {
      this.#stage = 'whole';
    } else if (coding !== undefined) {
      this.#stage = 'chunked';
      this.#readChunked(rest);
    } else if (length === undefined) {
      this.#stage = 'untilClose';
      this.#chunks.push(rest);
    } else {
      this.#beginSized(length, rest);
    }
  }

  #beginSized(text: string, rest: Buffer): void {
    const length = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(length) || rest.length > length) {
      throw new HttpSyntaxError(
        `The answer's length is not a number, or less than it has: ${text}.`,
      );
    }
    const isWanted = this.#status === 200 || this.#status === 206;
    const target = isWanted ? this.#target : undefined;
    if (target && length > target.length) {
      throw new HttpSyntaxError(
        `The server answers ${length} bytes to a request for ${target.length}.`,
      );
    }
    this.#body = target?.length === length ? target : Buffer.allocUnsafeSlow(length);
    this.#body.set(rest);
    this.#received = rest.length;
    this.#stage = rest.length === length ? 'whole' : 'sized';
  }

  #readSized(bytes: Buffer): void {
    const { room } = this;
    if (bytes.length > (room?.length ?? 0)) {
      throw new HttpSyntaxError('The server answered more than it was asked for.');
    }
    const isInPlace = bytes.buffer === room?.buffer && bytes.byteOffset === room.byteOffset;
    if (!isInPlace) room?.set(bytes);
    this.#received += bytes.length;
    if (this.#received === this.#body.length) this.#stage = 'whole';
  }

  /** Errors of some servers, and few bytes of them. */
  #readChunked(bytes: Buffer): void {
    this.#chunked = Buffer.concat([this.#chunked, bytes]);
    for (;;) {
      const end = this.#chunked.indexOf('\r\n');
      if (end === -1) return;
      const size = Number.parseInt(this.#chunked.toString('latin1', 0, end), 16);
      if (!(size >= 0)) throw new HttpSyntaxError('A chunk of the answer has no size.');
      const next = end + 2 + size + 2;
      if (this.#chunked.length < next) return;
      if (size === 0) {
        this.#body = Buffer.concat(this.#chunks);
        this.#stage = 'whole';
        return;
      }
      this.#chunks.push(this.#chunked.subarray(end + 2, end + 2 + size));
      this.#received += size;
      this.#chunked = this.#chunked.subarray(next);
    }
  }

  #finish(): HttpAnswer {
    const { buffer, byteOffset, byteLength } = this.#body;
    return {
      status: this.#status,
      headers: this.#headers,
      body: Buffer.from(buffer, byteOffset, byteLength),
    };
  }
}
