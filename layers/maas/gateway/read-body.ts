import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../contract/limits.ts';
import { MaasError } from '../core/errors.ts';
import type { BodyBudget } from './body-budget.ts';

export interface ReadBodyOptions {
  readonly budget: BodyBudget;
  /** Milliseconds within which the whole body has to arrive. */
  readonly bodyMs: number;
  readonly createTooLargeError: () => MaasError;
}

/**
 * The whole body of a request to the API. Nothing is kept of one that is refused; the rest of it
 * has to be drained.
 * @throws MaasError PAYLOAD_TOO_LARGE, INVALID_REQUEST when it does not arrive, OVER_CAPACITY when
 *   all requests together hold too much
 */
export async function readBody(
  request: IncomingMessage,
  options: ReadBodyOptions,
): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (length === undefined && coding === undefined) return Buffer.alloc(0);
  if (Number(length) > LIMITS.gatewayRequestBytes) throw options.createTooLargeError();
  const body = new Collector(request, options);
  try {
    return await body.whole;
  } finally {
    body.stop();
  }
}

/**
 * Collects what comes, by listeners: the request's own iterator would close the connection where it
 * ends early, and costs as much as all else that is done here.
 */
class Collector {
  readonly whole: Promise<Buffer>;
  readonly #request: IncomingMessage;
  readonly #options: ReadBodyOptions;
  readonly #chunks: Buffer[] = [];
  readonly #timer: NodeJS.Timeout;
  #sizeBytes = 0;
  #resolve: (body: Buffer) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(request: IncomingMessage, options: ReadBodyOptions) {
    this.#request = request;
    this.#options = options;
    this.whole = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(this.#onLate, options.bodyMs);
    request.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#request.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
  }

  readonly #onData = (chunk: Buffer): void => {
    const { budget, createTooLargeError } = this.#options;
    this.#sizeBytes += chunk.length;
    try {
      if (this.#sizeBytes > LIMITS.gatewayRequestBytes) throw createTooLargeError();
      budget.take(this.#request, chunk.length);
      this.#chunks.push(chunk);
    } catch (error) {
      this.stop();
      this.#reject(error as Error);
    }
  };

  readonly #onEnd = (): void => {
    if (this.#request.complete) {
      const [only] = this.#chunks;
      this.#resolve(only && this.#chunks.length === 1 ? only : Buffer.concat(this.#chunks));
    } else this.#fail('The body broke off before its end.');
  };

  readonly #onLate = (): void => {
    this.#fail(`The body did not arrive within ${this.#options.bodyMs / 1000} s.`);
  };

  #fail(sentence: string): void {
    this.#reject(new MaasError('INVALID_REQUEST', sentence));
  }
}
