import { LIMITS } from '../../../contract/limits.ts';
import { refuse } from '../faults/conversion-error.ts';

/** Counts what a document holds as objects: small ones without end would fill the memory. */
export class ValueCount {
  #values = 0;

  /** Calls `read`, whose values count only where what it gives is kept. */
  within<T>(read: () => T): T {
    const before = this.#values;
    const value = read();
    if (value === null) this.#values = before;
    return value;
  }

  add(count = 1): void {
    this.#values += count;
    if (this.#values > LIMITS.documentValues) {
      refuse(
        `its file has more than ${LIMITS.documentValues} values beside its lists of numbers`,
        'save the model again with save_model',
        'TOO_LARGE',
      );
    }
  }

  requireDepth(depth: number, position: number): void {
    if (depth > LIMITS.jsonDepth) {
      refuse(
        `its file nests more than ${LIMITS.jsonDepth} values at byte ${position}`,
        'save the model again with save_model',
      );
    }
  }

  requireText(lengthBytes: number, position: number): void {
    if (lengthBytes > LIMITS.documentTextBytes) {
      refuse(
        `its file has a text of more than ${LIMITS.documentTextBytes} bytes at byte ${position}`,
        'take it out and save the model again',
        'TOO_LARGE',
      );
    }
  }
}
