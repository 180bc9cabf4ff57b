import type { Duplex } from 'node:stream';
import { decodeHead, encodeJsonFrame, FRAME, type RequestHead } from './frames.ts';
import { sharedMs } from './shared-ms.ts';

export interface WaitingRequest {
  readonly head: RequestHead;
  readonly body: Buffer;
}

/**
 * Requests whose turn has not come. One that was sent ahead is begun in its time or handed back:
 * whoever sent it lets another process answer it then, and nobody answers it twice.
 */
export class WaitingRequests {
  readonly #channel: Duplex;
  #waiting: WaitingRequest[] = [];
  #areRefused = false;

  /** @param channel that answers leave on */
  constructor(channel: Duplex) {
    this.#channel = channel;
  }

  /** @param content of a frame @throws Error when it is no request */
  add(content: Buffer): void {
    const { head, body } = decodeHead(content);
    this.#waiting.push({ head: head as RequestHead, body });
    if (this.#areRefused) this.#handBack(() => true);
  }

  /** The next that is to be begun; undefined where there is none. */
  take(): WaitingRequest | undefined {
    this.#areRefused = false;
    // Whoever sent them must have heard of the answers before, to know which may still be begun.
    const isUnheard = this.#channel.writableLength > 0;
    const nowMs = sharedMs();
    this.#handBack(({ beginsByMs }) => isUnheard || nowMs > beginsByMs);
    return this.#waiting.shift();
  }

  /** An answer begins that may take long: none that was sent ahead waits for its end. */
  refuse(): void {
    this.#areRefused = true;
    this.#handBack(() => true);
  }

  #handBack(isLate: (ahead: NonNullable<RequestHead['ahead']>) => boolean): void {
    const stay = this.#waiting.filter(({ head: { ahead } }) => !ahead || !isLate(ahead));
    if (stay.length === this.#waiting.length) return;
    for (const request of this.#waiting) {
      const { ahead } = request.head;
      if (ahead && !stay.includes(request)) {
        this.#channel.write(encodeJsonFrame(FRAME.back, ahead.call));
      }
    }
    this.#waiting = stay;
  }
}
