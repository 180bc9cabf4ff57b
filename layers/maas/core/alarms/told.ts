import type { Messenger } from '../ports/messenger.ts';

/** Messages that are remembered: hours of a bad day. */
const REMEMBERED = 1000;

/**
 * Remembers who has been told of what, while this process lives. SNS may deliver a message twice,
 * and where one messenger fails, the whole message comes again. A new process tells once more:
 * rather twice than never.
 */
export class Told {
  /** In the order in which they came. */
  readonly #messengers = new Map<string, Set<Messenger>>();

  has(messageId: string, messenger: Messenger): boolean {
    return this.#messengers.get(messageId)?.has(messenger) ?? false;
  }

  add(messageId: string, messenger: Messenger): void {
    const known = this.#messengers.get(messageId) ?? new Set();
    this.#messengers.set(messageId, known.add(messenger));
    const [oldest] = this.#messengers.keys();
    if (this.#messengers.size > REMEMBERED && oldest !== undefined) {
      this.#messengers.delete(oldest);
    }
  }
}
