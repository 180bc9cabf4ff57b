import { randomUUID } from 'node:crypto';
import type { ByteStream } from '../core/ports/object-store.ts';
import type { ReceivedRequest } from '../http/http-request.ts';

/** A function's work: an event in JSON, or, in the process host, a request itself. */
export type Work = string | ReceivedRequest;

export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A function's answer, whole or as it comes: through Lambda's Runtime API, or as HTTP has it. */
export type FunctionAnswer =
  | { readonly mode: 'buffer'; readonly payload: Buffer }
  | { readonly mode: 'stream'; readonly contentType: string; readonly body: ByteStream }
  | { readonly mode: 'whole'; readonly head: AnswerHead; readonly body: Buffer }
  | { readonly mode: 'parts'; readonly head: AnswerHead; readonly body: ByteStream };

export interface InvocationOptions {
  /** @default - nothing */
  readonly group?: string;
  /** Milliseconds for which its caller waits, from now on. @default - for ever */
  readonly limitMs?: number;
}

/**
 * One call of a function, from the queue to its answer. It settles once; what the function says
 * later is not heard.
 */
export class Invocation {
  readonly id = randomUUID();
  readonly work: Work;
  /**
   * The group that shares the instances with others: the model that is called, as far as the
   * gateway knows it.
   */
  readonly group: string;
  /** When its caller went away, on `performance.now()`. */
  leftAtMs: number | undefined;
  readonly #limitMs: number;
  readonly #arrivedAtMs = performance.now();
  #isSettled = false;
  #answeredAtMs: number | undefined;
  readonly #answer = Promise.withResolvers<FunctionAnswer>();

  constructor(work: Work, { group = '', limitMs = Infinity }: InvocationOptions = {}) {
    this.work = work;
    this.group = group;
    this.#limitMs = limitMs;
  }

  /** Milliseconds for which its caller still waits. */
  get remainingMs(): number {
    return this.#arrivedAtMs + this.#limitMs - performance.now();
  }

  get answer(): Promise<FunctionAnswer> {
    return this.#answer.promise;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Milliseconds since all of its answer was there; undefined as long as it is not. */
  get sinceAnswerMs(): number | undefined {
    return this.#answeredAtMs === undefined ? undefined : performance.now() - this.#answeredAtMs;
  }

  /** @param answer one that streams is whole when `endAnswer` is called */
  succeed(answer: FunctionAnswer): void {
    this.#isSettled = true;
    if (answer.mode === 'buffer' || answer.mode === 'whole') this.endAnswer();
    this.#answer.resolve(answer);
  }

  fail(error: Error): void {
    this.#isSettled = true;
    this.endAnswer();
    this.#answer.reject(error);
  }

  endAnswer(): void {
    this.#answeredAtMs ??= performance.now();
  }
}
