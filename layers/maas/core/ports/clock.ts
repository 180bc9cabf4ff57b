/** The time of day: for dates, and for what expires. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
}

/** For durations: it runs evenly, whatever is done to the time of day. */
export interface Stopwatch {
  /** Milliseconds, with their fractions, since a moment that means nothing. */
  monotonicMs(): number;
}
