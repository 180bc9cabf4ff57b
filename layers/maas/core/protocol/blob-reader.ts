import { MaasError } from '../errors.ts';

/** The bytes behind the JSON of a request, taken in the order of its inputs. */
export class BlobReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws MaasError INVALID_REQUEST when fewer are left */
  take(sizeBytes: number, name: string): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (sizeBytes > left) {
      throw new MaasError(
        'INVALID_REQUEST',
        `'${name}' has a binary_data_size of ${sizeBytes}, but only ${left} bytes are left ` +
          'behind the JSON; check it and Inference-Header-Content-Length.',
      );
    }
    this.#at += sizeBytes;
    return this.#bytes.subarray(this.#at - sizeBytes, this.#at);
  }

  /** @throws MaasError INVALID_REQUEST when bytes are left that belong to no input */
  requireEnd(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) {
      throw new MaasError(
        'INVALID_REQUEST',
        `The body has ${left} bytes more than its inputs' binary_data_size add up to.`,
      );
    }
  }
}
