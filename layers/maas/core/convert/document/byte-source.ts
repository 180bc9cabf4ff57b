import type { FileBytes } from '../../ports/model-runtime.ts';
import { refuse } from '../faults/conversion-error.ts';

const CHUNK_BYTES = 1 << 20;
const EMPTY = new Uint8Array(0);

/** A file from its first byte to its last, a chunk of it in memory. */
export class ByteSource {
  readonly #file: FileBytes;
  #chunk: Uint8Array = EMPTY;
  #at = 0;
  #chunkStart = 0;

  constructor(file: FileBytes) {
    this.#file = file;
  }

  get position(): number {
    return this.#chunkStart + this.#at;
  }

  get leftBytes(): number {
    return this.#file.sizeBytes - this.position;
  }

  /** The next byte, which stays; -1 at the end. */
  peek(): number {
    if (this.#at === this.#chunk.length && !this.#fill()) return -1;
    return this.#chunk[this.#at] ?? -1;
  }

  /** @throws RejectionError NOT_CONVERTIBLE at the end of the file */
  next(): number {
    const byte = this.peek();
    if (byte === -1) {
      refuse(`its file ends at byte ${this.position}, in the middle`, 'upload the whole file');
    }
    this.#at++;
    return byte;
  }

  /** The next bytes, for its caller to keep. */
  take(lengthBytes: number): Uint8Array {
    this.#require(lengthBytes);
    if (this.#at + lengthBytes <= this.#chunk.length) {
      return this.#chunk.slice(this.#at, (this.#at += lengthBytes));
    }
    const bytes = this.#file.read(this.position, lengthBytes);
    this.skip(lengthBytes);
    return bytes;
  }

  skip(lengthBytes: number): void {
    this.#require(lengthBytes);
    if (this.#at + lengthBytes <= this.#chunk.length) {
      this.#at += lengthBytes;
      return;
    }
    this.#chunkStart = this.position + lengthBytes;
    this.#chunk = EMPTY;
    this.#at = 0;
  }

  #require(lengthBytes: number): void {
    if (lengthBytes <= this.leftBytes) return;
    refuse(
      `its file has ${this.leftBytes} bytes after byte ${this.position}, where ${lengthBytes} ` +
        'are announced',
      'upload the whole file',
    );
  }

  #fill(): boolean {
    this.#chunkStart += this.#chunk.length;
    this.#at = 0;
    const length = Math.min(CHUNK_BYTES, this.#file.sizeBytes - this.#chunkStart);
    this.#chunk = length > 0 ? this.#file.read(this.#chunkStart, length) : EMPTY;
    return length > 0;
  }
}
