/**
 * Bytes of a length that is written after what it measures; a varint may be longer than it needs to
 * be.
 */
const LENGTH_BYTES = 5;

/** Writes Protocol Buffers' wire format into one growing piece of memory. */
export class WireWriter {
  #bytes = new Uint8Array(1 << 14);
  #size = 0;

  get sizeBytes(): number {
    return this.#size;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  varint(value: number): void {
    this.#reserve(10);
    for (; value >= 0x80; value = Math.floor(value / 128)) {
      this.#bytes[this.#size++] = (value % 128) | 0x80;
    }
    this.#bytes[this.#size++] = value;
  }

  /** A message of unknown length, whose fields `write` writes. */
  message(number: number, write: () => void): void {
    this.varint(number * 8 + 2);
    this.#reserve(LENGTH_BYTES);
    const start = (this.#size += LENGTH_BYTES);
    write();
    let length = this.#size - start;
    for (let at = start - LENGTH_BYTES; at < start; at++, length = Math.floor(length / 128)) {
      this.#bytes[at] = (length % 128) | (at === start - 1 ? 0 : 0x80);
    }
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #reserve(lengthBytes: number): void {
    if (this.#size + lengthBytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + lengthBytes));
    larger.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = larger;
  }
}
