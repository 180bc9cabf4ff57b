import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { RANGE_BYTES } from '../file-ranges.ts';
import type { FileRecord } from '../registry/records.ts';

type Digest = Pick<FileRecord, 'bytes' | 'sha256' | 'ranges'>;

/** Finds, while a file's bytes pass, what its record says of them. */
export class FileDigest {
  readonly #sha256 = createHash('sha256');
  readonly #crc32: number[] = [];
  #bytes = 0;

  static of(content: Uint8Array): Digest {
    const digest = new FileDigest();
    digest.update(content);
    return digest.finish();
  }

  get bytes(): number {
    return this.#bytes;
  }

  update(chunk: Uint8Array): void {
    this.#sha256.update(chunk);
    for (let at = 0; at < chunk.length;) {
      const range = Math.floor(this.#bytes / RANGE_BYTES);
      const room = RANGE_BYTES - (this.#bytes % RANGE_BYTES);
      const piece = chunk.subarray(at, at + room);
      this.#crc32[range] = crc32(piece, this.#crc32[range]);
      this.#bytes += piece.length;
      at += piece.length;
    }
  }

  /** To be called once. Where a file is one range, its SHA-256 is the range's check too. */
  finish(): Digest {
    const ranges = { bytes: RANGE_BYTES, crc32: this.#crc32 };
    return {
      bytes: this.#bytes,
      sha256: this.#sha256.digest('hex'),
      ...(this.#bytes > RANGE_BYTES ? { ranges } : {}),
    };
  }
}
