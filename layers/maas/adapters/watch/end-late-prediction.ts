import { writeSync } from 'node:fs';
import type { CountDeath } from '../../core/monitoring/prediction-failure.ts';
import { EmfMetricSink } from '../metrics/emf-metric-sink.ts';
import { systemClock } from '../system-clock.ts';
import { findPredictionNote, PredictionNoteFile } from './prediction-note.ts';
import type { WatchOrder } from './start-watcher.ts';

/** In whose process predictions are made, and how one counts that takes too long. */
export interface WatchdogOptions {
  readonly functionName: string;
  readonly count: CountDeath;
}

const STDOUT = 1;
/** Attempts to write while a pipe is full. */
const ATTEMPTS = 50;

/**
 * Counts a prediction whose time is over, on the standard output that this process has from the one
 * that makes it, and ends that one.
 */
export function endLatePrediction(order: WatchOrder, options: WatchdogOptions): void {
  try {
    tellLatePrediction(order, options);
  } finally {
    process.kill(order.pid, 'SIGKILL');
  }
}

function tellLatePrediction(
  { notePath, metricNamespace: namespace, metricDetail: detail }: WatchOrder,
  { functionName, count }: WatchdogOptions,
): void {
  const note = findPredictionNote(notePath);
  new EmfMetricSink({ namespace, detail, clock: systemClock, write }).record(
    count('TIMEOUT', note),
  );
  const message = 'A prediction took longer than it may; its process is ended.';
  write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'error', message, function: functionName, ...note })}\n`,
  );
  if (note) new PredictionNoteFile(notePath).write({ ...note, cause: 'TIMEOUT' });
}

function write(line: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      writeSync(STDOUT, line);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || attempt === ATTEMPTS) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
