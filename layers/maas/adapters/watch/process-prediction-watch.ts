import type { PredictionWatch, RunningVersion } from '../../core/monitoring/prediction-watch.ts';
import type { Clock, Stopwatch } from '../../core/ports/clock.ts';
import { PredictionNoteFile, type PredictionNote } from './prediction-note.ts';
import { startWatcher, type WatchOrder } from './start-watcher.ts';

export interface ProcessPredictionWatchOptions extends Omit<WatchOrder, 'pid'> {
  /** The program that ends what is late: it calls `runWatchdog`. */
  readonly program: string;
  /** Milliseconds that a prediction may run, where its model has no limit of its own. */
  readonly limitMs: number;
  readonly clock: Clock & Stopwatch;
}

/**
 * If the event loop is free at the end of the function's time, it answers by itself, which is
 * better than an end.
 */
const ANSWER_FIRST_MS = 250;

/**
 * A small process that ends this one at a time, even while ONNX Runtime holds its event loop. It
 * reads the note of the prediction under way. It is started with the first model that a call loads,
 * or the first run of one that was loaded ahead, as nothing but a model holds the event loop for
 * long: a body is read in bounded steps.
 */
export class ProcessPredictionWatch implements PredictionWatch {
  readonly #options: ProcessPredictionWatchOptions;
  readonly #note: PredictionNoteFile;
  #functionEndsAtMs = 0;
  #startedAtMs = 0;
  #calls = 0;
  #isWatched = false;

  constructor(options: ProcessPredictionWatchOptions) {
    this.#options = options;
    this.#note = new PredictionNoteFile(options.notePath);
  }

  begin(remainingMs: number): void {
    const { clock } = this.#options;
    this.#calls++;
    this.#startedAtMs = clock.nowMs();
    this.#functionEndsAtMs = clock.monotonicMs() + Math.max(0, remainingMs) + ANSWER_FIRST_MS;
  }

  load({ model, version }: RunningVersion): void {
    this.#write({ model, version, stage: 'loading' });
    this.#startOnce();
  }

  run({ model, version }: RunningVersion, limitMs: number = this.#options.limitMs): void {
    this.#write({ model, version, stage: 'running', limitMs }, limitMs);
    this.#startOnce();
  }

  wait({ model, version }: RunningVersion): void {
    this.#write({ model, version, stage: 'waiting' });
  }

  end(): void {
    this.#note.clear();
  }

  /** @param limitMs milliseconds from now on; what remains of the function's time is one, too */
  #write(note: Omit<PredictionNote, 'startedAtMs'>, limitMs = Infinity): void {
    const remainingMs = Math.max(0, this.#functionEndsAtMs - this.#options.clock.monotonicMs());
    this.#note.write({
      ...note,
      startedAtMs: this.#startedAtMs,
      call: this.#calls,
      endsInMs: Math.floor(Math.min(limitMs, remainingMs)),
    });
  }

  #startOnce(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    const { program, notePath, metricNamespace, metricDetail } = this.#options;
    const order = { pid: process.pid, notePath, metricNamespace, metricDetail };
    startWatcher(program, order, () => {
      this.#isWatched = false; // the next load tries again
    });
  }
}
