/** A rate of less time, or of less of the whole, says little: the first bytes wait for a connection. */
const MIN_MEASURED_MS = 3000;
const MIN_MEASURED_SHARE = 0.01;

interface Point {
  readonly done: number;
  readonly atMs: number;
}

/**
 * Estimates the remaining time by the rate since the first update: bytes that were there before it
 * (an upload that goes on) took no time.
 */
export class TimeLeft {
  #first: Point | undefined;

  /** @returns undefined while no rate is worth showing, and at the end */
  estimate(done: number, total: number, atMs: number): number | undefined {
    this.#first ??= { done, atMs };
    const measured = done - this.#first.done;
    const elapsedMs = atMs - this.#first.atMs;
    const isEarly = elapsedMs < MIN_MEASURED_MS || measured < total * MIN_MEASURED_SHARE;
    if (isEarly || measured <= 0 || done >= total) return undefined;
    return ((total - done) / measured) * elapsedMs;
  }
}

/** `40 s`, `5 min`, `3 h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
