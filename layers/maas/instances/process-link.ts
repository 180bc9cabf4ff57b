import path from 'node:path';
import { Readable, type Duplex } from 'node:stream';
import { LIMITS } from '../contract/limits.ts';
import {
  type AheadHead,
  decodeHead,
  decodeJson,
  encodeFrame,
  encodeHead,
  FRAME,
  FrameReader,
  type RequestHead,
  writeTogether,
} from '../hosts/frames.ts';
import { PART_BYTES } from '../hosts/process.ts';
import { sharedMs } from '../hosts/shared-ms.ts';
import { describeRuntimeError, FunctionError } from './function-error.ts';
import type { AnswerHead, Invocation } from './invocation.ts';
import type { InstanceLink, LinkedProgram, LinkOptions } from './instance-link.ts';
import type { GuardedProcess } from './process-guard.ts';

/** Beside its parts, an answer has a head of at most API Gateway's 10,240 bytes, as JSON. */
const HEAD_BYTES = 64 * 1024;
/** Milliseconds within which a request that is sent ahead is begun: else others can take it. */
const AHEAD_MS = 200;

/**
 * Requests as they came, in frames on a pair of sockets that has no name: no Runtime API, no event,
 * no base64. Nobody but the process that was started holds the other end.
 */
export class ProcessLink implements InstanceLink {
  readonly takesAhead = true;
  readonly #options: LinkOptions;
  readonly #reader = new FrameReader({
    mostBytes: PART_BYTES + HEAD_BYTES,
    onFrame: (kind, content) => {
      this.#take(kind, content);
    },
  });
  #channel: Duplex | undefined;
  /** Requests that it has neither answered nor handed back, in their order. */
  #sent: Sent[] = [];
  #calls = 0;
  /** The body of an answer in parts. */
  #body: Readable | undefined;
  #bodyBytes = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  open(): Promise<LinkedProgram> {
    const { directory, functionName } = this.#options;
    return Promise.resolve({
      // Its name is for those who list processes.
      args: [path.join(directory, 'process.js'), functionName],
      environment: {},
      hasChannel: true,
    });
  }

  attach({ channel }: GuardedProcess): void {
    this.#channel = channel;
    channel?.on('data', (chunk: Buffer) => {
      try {
        this.#reader.read(chunk);
      } catch (error) {
        this.#options.onFault(`It does not answer as it should: ${String(error)}`);
      }
    });
    channel?.on('error', () => undefined); // its process has ended, which is seen there
  }

  send(invocation: Invocation, remainingMs: number, isAhead = false): void {
    const { work } = invocation;
    if (typeof work === 'string') throw new TypeError('The process host takes requests only.');
    const { body, ...received } = work;
    const ahead = isAhead ? { call: ++this.#calls, beginsByMs: sharedMs() + AHEAD_MS } : undefined;
    const head: RequestHead = { ...received, remainingMs, ...(ahead ? { ahead } : {}) };
    this.#sent.push({ invocation, ahead });
    if (this.#channel) {
      writeTogether(this.#channel, [encodeHead(FRAME.request, head, body.length), body]);
    }
  }

  takeBack(heardMs: number): readonly Invocation[] {
    if (this.#body) return []; // more of it may be unread, and the end of it
    return this.#sent.slice(1).flatMap((sent) => {
      const { invocation, ahead } = sent;
      if (!invocation || !ahead || heardMs <= ahead.beginsByMs) return [];
      sent.invocation = undefined;
      return [invocation];
    });
  }

  close(): void {
    const body = this.#body;
    this.#body = undefined;
    this.#channel?.destroy();
    body?.destroy(this.#fail('Its answer broke off.'));
  }

  #take(kind: number, content: Buffer): void {
    switch (kind) {
      case FRAME.ready:
        this.#options.onNext();
        return;
      case FRAME.answer: {
        const { head, body } = decodeHead(content);
        this.#settle((invocation) => {
          invocation.succeed({ mode: 'whole', head: toAnswerHead(head), body });
        });
        return;
      }
      case FRAME.head:
        this.#begin(toAnswerHead(decodeJson(content)));
        return;
      case FRAME.part:
        this.#add(content);
        return;
      case FRAME.end:
        this.#settle((invocation, body) => {
          body?.push(null);
          invocation.endAnswer();
        });
        return;
      case FRAME.failure:
        this.#settle((invocation, body) => {
          const failure = this.#fail(describeRuntimeError(decodeJson(content) as object));
          body?.destroy(failure);
          invocation.fail(failure);
        });
        return;
      case FRAME.back:
        this.#takeHandedBack(decodeJson(content));
        return;
      case FRAME.lines:
        // Lines come with an answer, which is sent before they are written.
        setImmediate(() => {
          this.#options.onLines(content.toString());
        });
        return;
      default:
        throw new Error(`There is no frame ${kind}.`);
    }
  }

  /** Sends the next request before this one's answer, so that the process does not wait for it. */
  #settle(settle: (invocation: Invocation, body: Readable | undefined) => void): void {
    const invocation = this.#sent.shift()?.invocation;
    const body = this.#body;
    if (!invocation) throw new Error('It answered a request that it was not to answer.');
    this.#body = undefined;
    settle(invocation, body);
    this.#options.onNext();
  }

  #takeHandedBack(call: unknown): void {
    const sent = this.#sent.find(({ ahead }) => ahead?.call === call);
    if (!sent) throw new Error('It handed back a request that nobody sent.');
    this.#sent = this.#sent.filter((other) => other !== sent);
    if (sent.invocation) this.#options.onBack(sent.invocation);
  }

  #begin(head: AnswerHead): void {
    this.#bodyBytes = 0;
    const body = new Readable({
      read: () => this.#channel?.resume(),
      destroy: (error, done) => {
        // Who reads it has left before its end.
        if (this.#body === body) this.#channel?.write(encodeFrame(FRAME.left));
        this.#channel?.resume();
        done(error);
      },
    });
    this.#body = body;
    body.on('error', () => undefined); // who reads it gets it, too
    this.#sent[0]?.invocation?.succeed({ mode: 'parts', head, body });
  }

  #add(content: Buffer): void {
    if (!this.#body || this.#body.destroyed) return; // nobody reads any more
    this.#bodyBytes += content.length;
    if (this.#bodyBytes > LIMITS.streamedResponseBytes) {
      const failure = this.#fail(`It answered more than ${LIMITS.streamedResponseBytes} bytes.`);
      this.#body.destroy(failure);
      return;
    }
    if (!this.#body.push(content)) this.#channel?.pause();
  }

  #fail(detail: string): FunctionError {
    return new FunctionError(this.#options.functionName, detail);
  }
}

interface Sent {
  /** undefined when it was taken back. */
  invocation: Invocation | undefined;
  readonly ahead: AheadHead | undefined;
}

/** @throws Error when it is none */
function toAnswerHead(value: unknown): AnswerHead {
  const { status, headers } = value as Partial<AnswerHead>;
  const isHead =
    Number.isInteger(status) &&
    typeof headers === 'object' &&
    Object.values(headers).every((text) => typeof text === 'string');
  if (isHead) return value as AnswerHead;
  throw new Error('The head of its answer has no status, or no headers.');
}
