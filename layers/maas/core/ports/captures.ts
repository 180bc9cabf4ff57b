/** Kinds of lines: a prediction, how a shadow's answer differs from it, or counts for drift. */
export const CAPTURE_KINDS = ['prediction', 'difference', 'sketch'] as const;
export type CaptureKind = (typeof CAPTURE_KINDS)[number];

/** One line; its other fields are those of its kind. */
export interface CapturedLine {
  readonly kind: CaptureKind;
  readonly model: string;
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly [field: string]: unknown;
}

/**
 * Keeps lines under their kind, model, version and hour. It is called when the answer has gone out:
 * whoever waits for it is nobody's caller.
 */
export interface CaptureSink {
  /** @throws Error where they could not be kept: they are lost then */
  write(lines: readonly CapturedLine[]): Promise<void>;
}
