import { MaasError } from './errors.ts';

/** Is told of a stream while it is read. */
export interface StreamObserver {
  /** The reader asks for more. */
  readonly onAsk?: () => void;
  /** It has what it asked for. */
  readonly onBytes?: () => void;
  /**
   * Called once, when nothing works for the stream any more.
   * @param failure what broke it, or CALLER_LEFT; undefined where it was read to its end
   */
  readonly onEnd: (failure: unknown) => void;
}

/**
 * An answer that is made while it is sent. It is read once; whoever does not read it to its end
 * has to `cancel` it, as what it holds is let go of at its end.
 */
export class AnswerStream implements AsyncIterable<Uint8Array> {
  readonly contentType: string;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #observers: StreamObserver[] = [];
  #hasEnded = false;

  constructor(contentType: string, chunks: AsyncIterable<Uint8Array>) {
    this.contentType = contentType;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  observe(observer: StreamObserver): void {
    this.#observers.push(observer);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return {
      next: () => this.#next(),
      return: () => this.cancel(),
    };
  }

  /** Its reader has left: what makes it is told so. */
  async cancel(): Promise<IteratorReturnResult<undefined>> {
    try {
      if (!this.#hasEnded) await this.#chunks.return?.();
    } finally {
      this.#end(new MaasError('CALLER_LEFT', 'The caller left before the end of the answer.'));
    }
    return { done: true, value: undefined };
  }

  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#hasEnded) return { done: true, value: undefined };
    for (const { onAsk } of this.#observers) onAsk?.();
    try {
      const result = await this.#chunks.next();
      if (result.done !== true) {
        for (const { onBytes } of this.#observers) onBytes?.();
        return result;
      }
    } catch (error) {
      this.#end(error ?? new Error('The stream broke off.'));
      throw error;
    }
    this.#end(undefined);
    return { done: true, value: undefined };
  }

  #end(failure: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const { onEnd } of this.#observers) onEnd(failure);
  }
}
