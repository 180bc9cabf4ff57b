import { toDeath } from '../../core/monitoring/prediction-failure.ts';
import { endLatePrediction, type WatchdogOptions } from './end-late-prediction.ts';
import { readNote } from './prediction-note.ts';
import type { WatchOrder } from './start-watcher.ts';

/** The grain of the limit. */
const POLL_MS = 100;

/**
 * The program that a shell calls when a prediction is late (`end`), or which watches by itself where
 * there is no such shell (`watch`).
 * @param words the command line: `end` or `watch`, and the order in JSON
 */
export function runWatchdog(
  [what = '', text = '']: readonly string[],
  options: WatchdogOptions = { functionName: 'predict', count: toDeath },
): void {
  const order = JSON.parse(text) as WatchOrder;
  if (what === 'end') endLatePrediction(order, options);
  else watch(order, options);
}

/** Until the process that it watches has ended, and with that this one's standard input. */
function watch(order: WatchOrder, options: WatchdogOptions): void {
  let seen: string | undefined;
  let sinceMs = 0;
  const poll = (): void => {
    const { text, note } = readNote(order.notePath);
    const ageMs = performance.now() - sinceMs;
    if (text !== seen) {
      seen = text;
      sinceMs = performance.now();
    } else if (note?.endsInMs !== undefined && ageMs > note.endsInMs) {
      endWhenUnchanged(seen, order, options);
    }
  };
  setInterval(poll, POLL_MS);
  process.stdin.on('end', () => process.exit()).resume();
}

/** Ends the process unless its prediction ends by itself in that moment; Windows stops nothing. */
function endWhenUnchanged(
  seen: string | undefined,
  order: WatchOrder,
  options: WatchdogOptions,
): void {
  const canStop = process.platform !== 'win32';
  if (canStop) process.kill(order.pid, 'SIGSTOP');
  if (readNote(order.notePath).text === seen) endLatePrediction(order, options);
  else if (canStop) process.kill(order.pid, 'SIGCONT');
}
