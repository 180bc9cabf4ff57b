import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FileBytes } from '../core/ports/model-runtime.ts';

/** Calls `use` with a file's bytes at hand. */
export async function withLocalFile<T>(
  path: string,
  use: (file: FileBytes) => Promise<T>,
): Promise<T> {
  const descriptor = openSync(path, 'r');
  try {
    return await use(new LocalFileBytes(descriptor));
  } finally {
    closeSync(descriptor);
  }
}

class LocalFileBytes implements FileBytes {
  readonly sizeBytes: number;
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.sizeBytes = fstatSync(descriptor).size;
  }

  read(offset: number, lengthBytes: number): Uint8Array {
    const bytes = new Uint8Array(lengthBytes);
    for (let done = 0; done < lengthBytes;) {
      const count = readSync(this.#descriptor, bytes, done, lengthBytes - done, offset + done);
      if (count === 0) {
        throw new RangeError(
          `The file has ${this.sizeBytes} bytes; there are none at ${offset + done}.`,
        );
      }
      done += count;
    }
    return bytes;
  }
}
