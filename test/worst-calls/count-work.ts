import { Session, type Profiler } from 'node:inspector';

/** The code whose work counts. */
const COUNTED = '/layers/maas/core/';

/**
 * Counts work in plain steps: how often each block of the code under `core/` is run, as V8 counts
 * it for coverage. Nothing is asked of the code for it, no step can be forgotten, and no clock is
 * looked at.
 */
export class WorkCounter {
  readonly #session = new Session();

  /** Must be begun before the code is loaded. */
  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Steps since it was asked last. */
  take(): number {
    let steps = 0;
    this.#session.post(
      'Profiler.takePreciseCoverage',
      (error: Error | null, { result }: Profiler.TakePreciseCoverageReturnType) => {
        if (error) throw error;
        for (const { url, functions } of result) {
          if (url.includes(COUNTED)) {
            for (const { ranges } of functions) for (const { count } of ranges) steps += count;
          }
        }
      },
    );
    return steps;
  }

  end(): void {
    this.#session.disconnect();
  }
}
