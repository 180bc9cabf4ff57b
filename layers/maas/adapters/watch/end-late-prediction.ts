import { writeSync } from 'node:fs';
import { toDeath, type CountDeath } from '../../core/monitoring/prediction-failure.ts';
import { EmfMetricSink } from '../metrics/emf-metric-sink.ts';
import { findPredictionNote, PredictionNoteFile } from './prediction-note.ts';
import { systemClock } from '../system-clock.ts';
import { CLAIMED, NOBODY, type WatchOrder } from './thread-prediction-watch.ts';
import { threadsNowMs } from './watch-clock.ts';

/** The grain of the limit: it costs ten looks at one number a second. */
const POLL_MS = 100;
const STDOUT = 1;
/** Attempts to write while a pipe is full. */
const ATTEMPTS = 50;

/** In whose process predictions are made, and how one counts that takes too long. */
export interface LateOptions {
  readonly functionName: string;
  readonly count: CountDeath;
}

/** In a thread of its own: counts the prediction whose time is over, and ends the process. */
export function endLatePrediction(
  order: WatchOrder,
  options: LateOptions = { functionName: 'predict', count: toDeath },
): void {
  setInterval(() => {
    endWhenLate(order, options);
  }, POLL_MS);
}

function endWhenLate(
  { deadline, notePath, metricNamespace: namespace, metricDetail: detail }: WatchOrder,
  { functionName, count }: LateOptions,
): void {
  const endsAtMs = Atomics.load(deadline, 0);
  if (endsAtMs === NOBODY || endsAtMs === CLAIMED || threadsNowMs() < endsAtMs) return;
  // Whoever takes the number counts the prediction: the main thread, when it has just ended, or
  // this one.
  if (Atomics.compareExchange(deadline, 0, endsAtMs, CLAIMED) !== endsAtMs) return;
  const note = findPredictionNote(notePath);
  new EmfMetricSink({ namespace, detail, clock: systemClock, write }).record(
    count('TIMEOUT', note),
  );
  const message = 'A prediction took longer than it may; its process is ended.';
  write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'error', message, function: functionName, ...note })}\n`,
  );
  if (note) new PredictionNoteFile(notePath).write({ ...note, cause: 'TIMEOUT' });
  process.kill(process.pid, 'SIGKILL');
}

/** Past the main thread, through which a worker's own stdout goes. */
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
