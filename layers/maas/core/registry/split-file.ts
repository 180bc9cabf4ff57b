import { LIMITS } from '../../contract/limits.ts';
import type { Part } from '../ports/multipart-uploads.ts';
import type { FileRecord } from './records.ts';

export interface FilePart extends Part {
  /** The offset at which it begins in the file. */
  readonly offset: number;
}

/** Tells whether a file is uploaded in parts. */
export function isInParts({ bytes }: FileRecord): boolean {
  return bytes > LIMITS.uploadPartBytes;
}

/** All of the same size but for the last. */
function splitFile({ bytes }: FileRecord): FilePart[] {
  const size = LIMITS.uploadPartBytes;
  return Array.from({ length: Math.ceil(bytes / size) }, (_, i) => ({
    partNumber: i + 1,
    offset: i * size,
    sizeBytes: Math.min(size, bytes - i * size),
  }));
}

export function findMissingParts(file: FileRecord, there: readonly Part[]): FilePart[] {
  return splitFile(file).filter(
    ({ partNumber, sizeBytes }) =>
      !there.some((part) => part.partNumber === partNumber && part.sizeBytes === sizeBytes),
  );
}
