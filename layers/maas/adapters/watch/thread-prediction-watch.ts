import { Worker } from 'node:worker_threads';
import type { MetricDetail } from '../../contract/metrics.ts';
import type { PredictionWatch, RunningVersion } from '../../core/monitoring/prediction-watch.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { PredictionNoteFile } from './prediction-note.ts';
import { threadsNowMs } from './watch-clock.ts';

export interface ThreadPredictionWatchOptions {
  /** The program of the thread: it calls `endLatePrediction`. */
  readonly program: string;
  readonly notePath: string;
  /** Milliseconds that a prediction may run, where its model has no limit of its own. */
  readonly limitMs: number;
  /** CloudWatch namespace of what the thread counts. */
  readonly metricNamespace: string;
  /** @default 'standard' */
  readonly metricDetail?: MetricDetail | undefined;
  readonly clock: Clock;
}

/** The order that the thread is started with. */
export interface WatchOrder extends Pick<
  ThreadPredictionWatchOptions,
  'notePath' | 'metricNamespace' | 'metricDetail'
> {
  /**
   * One number: the time on `threadsNowMs` at which the process is to end, `NOBODY` or `CLAIMED`.
   */
  readonly deadline: BigInt64Array;
}

/** Nothing is under way. */
export const NOBODY = 0n;
/** The thread has found the time over and ends the process. */
export const CLAIMED = -1n;

/**
 * If the event loop is free at the end of the function's time, it answers by itself, which is
 * better than an end.
 */
const ANSWER_FIRST_MS = 250;

/**
 * A thread that ends the process at a time, even while ONNX Runtime holds the main one. It is
 * started while the first model is fetched, when there is nothing to do but wait: it takes 40 ms of
 * a processor, and the first answer does not wait for it.
 */
export class ThreadPredictionWatch implements PredictionWatch {
  readonly #options: ThreadPredictionWatchOptions;
  readonly #note: PredictionNoteFile;
  readonly #deadline = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  #functionEndsAtMs = 0n;
  #startedAtMs = 0;
  #worker: Worker | undefined;

  constructor(options: ThreadPredictionWatchOptions) {
    this.#options = options;
    this.#note = new PredictionNoteFile(options.notePath);
  }

  begin(remainingMs: number): void {
    this.#startedAtMs = this.#options.clock.nowMs();
    this.#functionEndsAtMs =
      threadsNowMs() + BigInt(Math.max(0, Math.floor(remainingMs))) + BigInt(ANSWER_FIRST_MS);
    this.#endWithin(this.#options.limitMs);
  }

  load({ model, version }: RunningVersion): void {
    this.#note.write({ model, version, stage: 'loading', startedAtMs: this.#startedAtMs });
    this.#startThread();
    Atomics.store(this.#deadline, 0, this.#functionEndsAtMs);
  }

  run({ model, version }: RunningVersion, limitMs: number = this.#options.limitMs): void {
    this.#note.write({ model, version, stage: 'running', startedAtMs: this.#startedAtMs, limitMs });
    this.#endWithin(limitMs);
  }

  wait({ model, version }: RunningVersion): void {
    this.#note.write({ model, version, stage: 'waiting', startedAtMs: this.#startedAtMs });
    Atomics.store(this.#deadline, 0, this.#functionEndsAtMs);
  }

  end(): boolean {
    const deadline = Atomics.exchange(this.#deadline, 0, NOBODY);
    if (deadline === CLAIMED) return false;
    this.#note.clear();
    return true;
  }

  #endWithin(limitMs: number): void {
    const endsAtMs = threadsNowMs() + BigInt(Math.floor(limitMs));
    Atomics.store(
      this.#deadline,
      0,
      endsAtMs < this.#functionEndsAtMs ? endsAtMs : this.#functionEndsAtMs,
    );
  }

  #startThread(): void {
    if (this.#worker) return;
    const { program, notePath, metricNamespace, metricDetail } = this.#options;
    const deadline = this.#deadline;
    const workerData: WatchOrder = { notePath, metricNamespace, metricDetail, deadline };
    this.#worker = new Worker(program, { workerData, execArgv: [], stdin: false });
    this.#worker.on('error', () => {
      this.#worker = undefined;
    }); // the next load tries again
    this.#worker.unref();
  }
}
