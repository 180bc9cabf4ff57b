import { openSync, readSync } from 'node:fs';
import type { Randomness } from '../../core/ports/randomness.ts';

const DEVICE = '/dev/urandom';
const UUID_BYTES = 16;
/** A double has 53 bits: the upper 27 of one word, and 26 of another. */
const LOW_BITS = 26;

/**
 * The kernel's: nothing of it is kept in the process. Copies of a process that was restored from a
 * snapshot draw alike from what was in its memory, and differently from here, as Lambda's kernel is
 * seeded anew with each restore. A draw is a read of some bytes: about a microsecond.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-uniqueness.html
 */
export class KernelRandomness implements Randomness {
  readonly #device: string;
  #file: number | undefined;

  /** @param device file that is read, never from its beginning again */
  constructor(device = DEVICE) {
    this.#device = device;
  }

  readonly newId = (): string => {
    const bytes = this.#read(UUID_BYTES);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6); // version 4
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8); // variant of RFC 9562
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };

  readonly random = (): number => {
    const bytes = this.#read(8);
    const [high, low] = [bytes.readUInt32BE(0) >>> 5, bytes.readUInt32BE(4) >>> (32 - LOW_BITS)];
    return (high * 2 ** LOW_BITS + low) / 2 ** 53;
  };

  readonly newHex = (lengthBytes: number): string => this.#read(lengthBytes).toString('hex');

  /** @throws Error where there is no such device, or it has ended */
  #read(lengthBytes: number): Buffer {
    this.#file ??= openSync(this.#device, 'r');
    const bytes = Buffer.alloc(lengthBytes);
    const count = readSync(this.#file, bytes);
    if (count === lengthBytes) return bytes;
    throw new Error(`${this.#device} gave ${count} bytes of ${lengthBytes}.`);
  }
}
