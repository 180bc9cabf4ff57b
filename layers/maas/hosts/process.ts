import type { Duplex } from 'node:stream';
import { LIMITS } from '../contract/limits.ts';
import { AnswerStream } from '../core/answer-stream.ts';
import type { HttpResponse } from '../http/http-response.ts';
import type { RequestServer } from '../http/serve-request.ts';
import {
  encodeFrame,
  encodeHead,
  encodeHeader,
  encodeJsonFrame,
  encodeTextFrame,
  FRAME,
  FrameReader,
  type Failure,
  type ResponseHead,
  writeTogether,
} from './frames.ts';
import type { LineQueue } from './line-queue.ts';
import { TIMEOUT_RESERVE_MS } from './timeout-reserve.ts';
import { type WaitingRequest, WaitingRequests } from './waiting-requests.ts';

/** A request's head: API Gateway's limit of headers, written as JSON, several times over. */
const HEAD_BYTES = 1024 * 1024;
/**
 * Bytes of an answer's body that travel in one frame; who reads it holds one at a time. The most
 * that an answer may have to be sent whole.
 */
export const PART_BYTES = 1024 * 1024;

export interface ProcessHostOptions {
  /** Holds the function's lines until they go to its log. */
  readonly lines: LineQueue;
  /** A request has been answered, and nothing waits. */
  readonly onAnswered: () => void;
  /** The sender of the requests is gone. */
  readonly onClosed: () => void;
}

/**
 * Answers the requests that come on a stream, one at a time, in their order.
 * @param channel to whoever takes the requests, and to nobody else: it is trusted
 */
export function serveProcess(
  serve: RequestServer,
  channel: Duplex,
  { lines, onAnswered, onClosed }: ProcessHostOptions,
): void {
  const waiting = new WaitingRequests(channel);
  let caller: Caller | undefined;
  const next = (): void => {
    const request = waiting.take();
    if (!request) return;
    caller = { isThere: true };
    void answer(request, serve, { channel, lines, waiting }, caller).then(() => {
      caller = undefined;
      onAnswered();
      next();
    });
  };
  const reader = new FrameReader({
    mostBytes: LIMITS.gatewayRequestBytes + HEAD_BYTES,
    onFrame(kind, content) {
      if (kind === FRAME.left && caller) leave(caller);
      if (kind !== FRAME.request) return;
      waiting.add(content);
      if (!caller) next();
    },
  });
  lines.onLate = () => {
    writeLines({ channel, lines, waiting });
  };
  channel.on('data', (chunk: Buffer) => {
    reader.read(chunk);
  });
  channel.once('close', onClosed);
  channel.on('error', onClosed);
  channel.write(encodeFrame(FRAME.ready));
}

interface Way {
  readonly channel: Duplex;
  readonly lines: LineQueue;
  /** Requests that are sent while this one is answered. */
  readonly waiting: WaitingRequests;
}

/** The caller who waits for an answer. */
interface Caller {
  isThere: boolean;
  onLeft?: () => void;
}

function leave(caller: Caller): void {
  caller.isThere = false;
  caller.onLeft?.();
}

async function answer(
  { head, body }: WaitingRequest,
  serve: RequestServer,
  way: Way,
  caller: Caller,
): Promise<void> {
  const { remainingMs, ahead: _ahead, ...received } = head;
  const endsAtMs = performance.now() + remainingMs - TIMEOUT_RESERVE_MS;
  const timeOver = new AbortController();
  const timer = setTimeout(() => {
    timeOver.abort();
  }, endsAtMs - performance.now());
  let response: HttpResponse | undefined;
  try {
    const call = {
      signal: timeOver.signal,
      remainingMs: () => endsAtMs - performance.now(),
    };
    response = await serve({ ...received, body }, call);
    await writeResponse(way, response, caller);
  } catch (error) {
    way.channel.write(encodeJsonFrame(FRAME.failure, toFailure(error)));
  } finally {
    clearTimeout(timer);
    writeLines(way);
  }
  await finish(response);
}

/**
 * Does the work that comes after an answer. Its failure is logged, as the caller has the answer.
 */
async function finish(response: HttpResponse | undefined): Promise<void> {
  try {
    await response?.afterwards?.();
  } catch (error) {
    process.stderr.write(`What follows an answer failed: ${String(error)}\n`);
  }
}

/** @throws what the body throws, of which a part may have gone out */
async function writeResponse(
  way: Way,
  { status, headers = {}, body }: HttpResponse,
  caller: Caller,
): Promise<void> {
  const { channel, waiting } = way;
  const head: ResponseHead = { status, headers };
  if (body instanceof AnswerStream) {
    channel.write(encodeJsonFrame(FRAME.head, head));
    waiting.refuse();
    for await (const chunk of body) {
      if (!caller.isThere) break;
      if (!writePart(channel, chunk)) await untilWritable(channel, caller);
    }
    channel.write(encodeFrame(FRAME.end));
    return;
  }
  const parts = typeof body === 'string' ? [Buffer.from(body)] : body;
  const sizeBytes = parts.reduce((sum, { length }) => sum + length, 0);
  if (sizeBytes <= PART_BYTES) {
    const answer = [encodeHead(FRAME.answer, head, sizeBytes), ...parts];
    writeTogether(channel, [...answer, ...takeLines(way)]);
    return;
  }
  channel.cork();
  channel.write(encodeJsonFrame(FRAME.head, head));
  for (const part of parts) writePart(channel, part);
  channel.write(encodeFrame(FRAME.end));
  writeLines(way);
  channel.uncork();
}

/** A frame of what waits for the log, if anything does. */
function takeLines({ lines }: Way): Uint8Array[] {
  const text = lines.take();
  return text === '' ? [] : [encodeTextFrame(FRAME.lines, text)];
}

function writeLines(way: Way): void {
  for (const frame of takeLines(way)) way.channel.write(frame);
}

/** @returns whether there is room for more */
function writePart(channel: Duplex, bytes: Uint8Array): boolean {
  let hasRoom = true;
  for (let start = 0; start < bytes.length; start += PART_BYTES) {
    const part = bytes.subarray(start, start + PART_BYTES);
    channel.write(encodeHeader(FRAME.part, part.length));
    hasRoom = channel.write(part);
  }
  return hasRoom;
}

/** Settles when there is room, or nobody to read. */
function untilWritable(channel: Duplex, caller: Caller): Promise<void> {
  if (!caller.isThere) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      channel.off('drain', done);
      delete caller.onLeft;
      resolve();
    };
    caller.onLeft = done;
    channel.on('drain', done);
  });
}

function toFailure(error: unknown): Failure {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: 'Error', errorMessage: String(error) };
}
