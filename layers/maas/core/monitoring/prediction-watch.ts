/**
 * Watches the prediction under way from outside of the thread that makes it, which a model may
 * hold: ends the process when its time is over, and keeps a note of the version that runs for
 * whoever finds the process dead. One prediction at a time.
 */
export interface PredictionWatch {
  /**
   * A prediction begins.
   * @param remainingMs milliseconds after which the function itself is ended
   */
  begin(remainingMs: number): void;
  /** Its version is fetched and loaded, within what remains of the function's time. */
  load(version: RunningVersion): void;
  /**
   * Its version runs.
   * @param limitMs milliseconds that it may take @default - the limit of all models
   */
  run(version: RunningVersion, limitMs?: number): void;
  /**
   * Its streamed answer is being read. It runs no further until more is asked for, within what
   * remains of the function's time.
   */
  wait(version: RunningVersion): void;
  /** It has ended. Where its time is over first, this is not reached: the process has ended then. */
  end(): void;
}

export interface RunningVersion {
  readonly model: string;
  readonly version: number;
}
