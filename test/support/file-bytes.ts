import type { FileBytes } from '../../layers/maas/core/ports/model-runtime.ts';

/** A file that is in memory; counts what is read of it. */
export function toFileBytes(bytes: Uint8Array): FileBytes & { readBytes: number } {
  return {
    sizeBytes: bytes.length,
    readBytes: 0,
    read(offset, lengthBytes) {
      if (offset + lengthBytes > bytes.length) throw new RangeError('beyond the end');
      this.readBytes += lengthBytes;
      return bytes.subarray(offset, offset + lengthBytes);
    },
  };
}
