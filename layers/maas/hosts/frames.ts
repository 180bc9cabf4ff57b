import type { Duplex } from 'node:stream';
import type { HttpResponse } from '../http/http-response.ts';
import type { ReceivedRequest } from '../http/http-request.ts';

/**
 * The kinds of frames between the taker of requests and the process that answers them. A frame on
 * their stream of bytes is one byte of kind, four of length (big-endian), and its content.
 */
export const FRAME = {
  /** The process can take a request. */
  ready: 1,
  /** A request: four bytes of the length of its head in JSON, that, and its body as it came. */
  request: 2,
  /** The caller does not want the rest of the answer. */
  left: 3,
  /** A whole answer, in the form of a request. */
  answer: 4,
  /** The head of an answer in parts, in JSON. */
  head: 5,
  /** A part of its body. */
  part: 6,
  /** The answer in parts is whole. */
  end: 7,
  /** It broke off, or there is none: why, in JSON. */
  failure: 8,
  /** Lines for the log, each with its end. */
  lines: 9,
  /** A request that was sent ahead is not begun, and will not be: its number, in JSON. */
  back: 10,
} as const;
export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

/** A request without its body. */
export interface RequestHead extends Omit<ReceivedRequest, 'body'> {
  /** Milliseconds that are left for the answer. */
  readonly remainingMs: number;
  /** Of one that is sent before its turn. @default - it is begun whenever its turn comes */
  readonly ahead?: AheadHead;
}

/** A request that is begun in time, or never. */
export interface AheadHead {
  /** The number by which it is handed back. */
  readonly call: number;
  /** On `sharedMs`. */
  readonly beginsByMs: number;
}

export type ResponseHead = Required<Pick<HttpResponse, 'status' | 'headers'>>;

/** The reason why there is no answer, for a log. */
export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
}

const HEADER_BYTES = 5;
const LENGTH_BYTES = 4;

/** A frame without content. */
export function encodeFrame(kind: FrameKind): Buffer {
  return encodeHeader(kind, 0);
}

/** One whose content is JSON. */
export function encodeJsonFrame(kind: FrameKind, value: unknown): Buffer {
  return encodeTextFrame(kind, JSON.stringify(value));
}

export function encodeTextFrame(kind: FrameKind, text: string): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(text));
  writeHeader(frame, kind, frame.length - HEADER_BYTES);
  frame.write(text, HEADER_BYTES);
  return frame;
}

/** Encodes the header of a frame whose body of so many bytes is written after it as it is. */
export function encodeHeader(kind: FrameKind, sizeBytes: number): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES);
  writeHeader(frame, kind, sizeBytes);
  return frame;
}

/** Likewise where a head in JSON goes before the body. */
export function encodeHead(kind: FrameKind, head: unknown, bodyBytes: number): Buffer {
  const text = JSON.stringify(head);
  const headBytes = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + LENGTH_BYTES + headBytes);
  writeHeader(frame, kind, LENGTH_BYTES + headBytes + bodyBytes);
  frame.writeUInt32BE(headBytes, HEADER_BYTES);
  frame.write(text, HEADER_BYTES + LENGTH_BYTES);
  return frame;
}

/** Up to so many bytes a copy costs less than what a stream does for each write. */
const COPIED_BYTES = 64 * 1024;

/** Writes parts that follow each other in one call of the system. */
export function writeTogether(channel: Duplex, parts: readonly Uint8Array[]): void {
  const sizeBytes = parts.reduce((sum, { length }) => sum + length, 0);
  if (sizeBytes <= COPIED_BYTES) {
    channel.write(Buffer.concat(parts, sizeBytes));
    return;
  }
  channel.cork();
  for (const part of parts) channel.write(part);
  channel.uncork();
}

function writeHeader(frame: Buffer, kind: FrameKind, sizeBytes: number): void {
  frame[0] = kind;
  frame.writeUInt32BE(sizeBytes, 1);
}

/**
 * Head and body of a frame that has both; the body is a view.
 * @throws Error when it is no such frame
 */
export function decodeHead(content: Buffer): { readonly head: unknown; readonly body: Buffer } {
  const end = LENGTH_BYTES + content.readUInt32BE(0);
  if (end > content.length) throw new Error('The head of a frame is longer than the frame.');
  return { head: decodeJson(content.subarray(LENGTH_BYTES, end)), body: content.subarray(end) };
}

/** @throws SyntaxError */
export function decodeJson(content: Buffer): unknown {
  return JSON.parse(content.toString());
}

export interface FrameReaderOptions {
  /** Bytes that one frame may have. */
  readonly mostBytes: number;
  /** @param content a view of what was read, or a copy where it came in pieces */
  readonly onFrame: (kind: number, content: Buffer) => void;
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  #chunks: Buffer[] = [];
  #sizeBytes = 0;
  /** Bytes that have to be there before there is anything to look at. */
  #wantedBytes = HEADER_BYTES;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** @throws Error for a frame that is too long, and what `onFrame` throws */
  read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes < this.#wantedBytes) return;
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#sizeBytes);
    this.#chunks = [];
    for (;;) {
      this.#wantedBytes = this.#measure(rest);
      if (rest.length < this.#wantedBytes) break;
      const frame = rest.subarray(0, this.#wantedBytes);
      rest = rest.subarray(this.#wantedBytes);
      this.#options.onFrame(frame[0] ?? 0, frame.subarray(HEADER_BYTES));
    }
    this.#sizeBytes = rest.length;
    if (rest.length > 0) this.#chunks.push(rest);
  }

  /** Bytes of the frame that begins here, or of what tells it. */
  #measure(bytes: Buffer): number {
    if (bytes.length < HEADER_BYTES) return HEADER_BYTES;
    const contentBytes = bytes.readUInt32BE(1);
    if (contentBytes <= this.#options.mostBytes) return HEADER_BYTES + contentBytes;
    throw new Error(
      `A frame says that it has ${contentBytes} bytes; ${this.#options.mostBytes} are the most.`,
    );
  }
}
