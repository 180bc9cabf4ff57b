import { randomUUID } from 'node:crypto';
import type { ByteStream } from '../../layers/maas/core/ports.ts';

/** What a function answered: whole, or as it comes. */
export type FunctionAnswer =
  | { readonly mode: 'buffer'; readonly payload: Buffer }
  | { readonly mode: 'stream'; readonly contentType: string; readonly body: ByteStream };

export interface InvocationOptions {
  /** @default - nothing */
  readonly group?: string;
  /** Milliseconds for which its caller waits, from now on. @default - for ever */
  readonly limitMs?: number;
}

/** One call of a function, from the queue to its answer. It settles once; what the function says later is not heard. */
export class Invocation {
  readonly id = randomUUID();
  /** The event, as JSON. */
  readonly event: string;
  /** What shares the instances with others: the model that is called, as far as the gateway knows it. */
  readonly group: string;
  /** When its caller went away, on `performance.now()`. */
  leftAtMs: number | undefined;
  readonly #limitMs: number;
  readonly #arrivedAtMs = performance.now();
  #isSettled = false;
  readonly #answer = Promise.withResolvers<FunctionAnswer>();

  constructor(event: string, { group = '', limitMs = Infinity }: InvocationOptions = {}) {
    this.event = event;
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

  succeed(answer: FunctionAnswer): void {
    this.#isSettled = true;
    this.#answer.resolve(answer);
  }

  fail(error: Error): void {
    this.#isSettled = true;
    this.#answer.reject(error);
  }
}
