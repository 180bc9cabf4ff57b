import { createHash } from 'node:crypto';
import { FileMismatchError } from '../../core/errors.ts';
import { RANGE_BYTES, type FileRanges } from '../../core/file-ranges.ts';
import type { BundleRef } from '../../core/ports/bundle-cache.ts';

export type File = BundleRef['files'][number];

/** @param fault of the bytes that it brought before */
export type ReadPart = (fault?: string) => Promise<Uint8Array>;

/** Finds out, while the parts of a file come, whether they are what its version has. */
export interface FileCheck {
  readonly partBytes: number;
  /**
   * Takes one part. Calls begin in the order of the parts, and none waits for another's end.
   * @param read brings its bytes, each time to the same memory
   * @throws FileMismatchError where they stay wrong
   */
  take(start: number, read: ReadPart): Promise<void>;
  /** To be called when all parts were taken. @throws FileMismatchError */
  finish?(): void;
}

/**
 * Times that a part is read whose bytes are wrong: once is the fault of the way, three times is the
 * store's.
 */
const READ_ATTEMPTS = 3;

/**
 * Checks each range by its CRC-32, at 5 GB/s where SHA-256 is hashed at less than 2, and in any
 * order. What is one part is checked by its SHA-256: `node:zlib` takes 0.7 ms to load. Versions of
 * earlier releases have nothing but the SHA-256 of the whole.
 */
export function toFileCheck(file: File): FileCheck {
  if (file.bytes <= RANGE_BYTES) return new PartCheck(file);
  const { ranges } = file;
  return ranges && areUsable(ranges, file) ? new RangeCheck(file, ranges) : new WholeCheck(file);
}

/** They may be of another release, which read other ranges. */
function areUsable({ bytes, crc32 }: FileRanges, file: File): boolean {
  return bytes <= RANGE_BYTES && crc32.length === Math.ceil(file.bytes / bytes);
}

/** A file that is one part. */
class PartCheck implements FileCheck {
  readonly partBytes = RANGE_BYTES;
  readonly #file: File;

  constructor(file: File) {
    this.#file = file;
  }

  take(_start: number, read: ReadPart): Promise<void> {
    return readUntilRight(read, (bytes) => {
      const digest = createHash('sha256').update(bytes).digest('hex');
      return Promise.resolve(describeDigest(this.#file, digest));
    });
  }
}

class RangeCheck implements FileCheck {
  readonly partBytes: number;
  readonly #path: string;
  readonly #crc32: FileRanges['crc32'];

  constructor({ path }: File, { bytes, crc32 }: FileRanges) {
    this.partBytes = bytes;
    this.#path = path;
    this.#crc32 = crc32;
  }

  take(start: number, read: ReadPart): Promise<void> {
    const wanted = this.#crc32[start / this.partBytes] ?? NaN;
    return readUntilRight(read, async (bytes) => {
      const { crc32 } = await import('node:zlib');
      const actual = crc32(bytes);
      if (actual === wanted) return undefined;
      return (
        `The bytes ${start} to ${start + bytes.length - 1} of the stored file '${this.#path}' ` +
        `have the CRC-32 ${toHex(actual)} where its version has ${toHex(wanted)}`
      );
    });
  }
}

class WholeCheck implements FileCheck {
  readonly partBytes = RANGE_BYTES;
  readonly #file: File;
  readonly #digest = createHash('sha256');
  /** Settles when all parts that were begun so far are in the digest. */
  #hashed: Promise<unknown> = Promise.resolve();

  constructor(file: File) {
    this.#file = file;
  }

  take(_start: number, read: ReadPart): Promise<void> {
    const hashing = Promise.all([read(), this.#hashed]).then(([bytes]) => {
      this.#digest.update(bytes);
    });
    this.#hashed = hashing;
    return hashing;
  }

  finish(): void {
    const fault = describeDigest(this.#file, this.#digest.digest('hex'));
    if (fault !== undefined) throw toError(fault);
  }
}

async function readUntilRight(
  read: ReadPart,
  findFault: (bytes: Uint8Array) => Promise<string | undefined>,
): Promise<void> {
  let fault: string | undefined;
  for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
    fault = await findFault(await read(fault));
    if (fault === undefined) return;
  }
  throw toError(`${fault ?? ''}, read ${READ_ATTEMPTS} times`);
}

function describeDigest({ path, sha256 }: File, actual: string): string | undefined {
  if (actual === sha256) return undefined;
  return `The stored file '${path}' has the SHA-256 ${actual} where its version has ${sha256}`;
}

function toError(fault: string): FileMismatchError {
  return new FileMismatchError(`${fault}; upload the model again as a new version.`);
}

function toHex(crc32: number): string {
  return crc32.toString(16).padStart(8, '0');
}
