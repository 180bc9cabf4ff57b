/** A limit of memory, and the reason why it is no more: the end of a sentence. */
export interface MemoryLimit {
  readonly sizeBytes: number;
  readonly reason: string;
}

/** For sentences. */
export function toMegabytes(sizeBytes: number): number {
  return Math.round(sizeBytes / 1024 / 1024);
}
