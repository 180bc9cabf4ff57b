/** A limit of memory, and the reason why it is no more: the end of a sentence. */
export interface MemoryLimit {
  readonly sizeBytes: number;
  readonly reason: string;
}

/** The memory that models together may take where they are served, for sentences on it. */
export interface SessionBudget {
  readonly sizeBytes: number;
  /** The function that has it, as a subject: `predict`. */
  readonly owner: string;
  /** The settings that give it more. */
  readonly remedy: string;
}

/** For sentences. */
export function toMegabytes(sizeBytes: number): number {
  return Math.round(sizeBytes / 1024 / 1024);
}
