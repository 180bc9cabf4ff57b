import { MaasError } from '../core/errors.ts';

/**
 * Limits the bytes that all requests together hold in the gateway, from their arrival to their
 * answer.
 */
export class BodyBudget {
  readonly #limitBytes: number;
  readonly #taken = new Map<object, number>();
  #totalBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** @throws MaasError OVER_CAPACITY */
  take(holder: object, bytes: number): void {
    if (this.#totalBytes + bytes > this.#limitBytes) {
      throw new MaasError(
        'OVER_CAPACITY',
        'The requests under way hold as much as the gateway can keep; send this one again later.',
      );
    }
    this.#totalBytes += bytes;
    this.#taken.set(holder, (this.#taken.get(holder) ?? 0) + bytes);
  }

  /** Gives back all that the holder took. */
  release(holder: object): void {
    this.#totalBytes -= this.#taken.get(holder) ?? 0;
    this.#taken.delete(holder);
  }
}
