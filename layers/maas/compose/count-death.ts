import { rmSync } from 'node:fs';
import { EmfMetricSink } from '../adapters/metrics/emf-metric-sink.ts';
import { findPredictionNote } from '../adapters/watch/prediction-note.ts';
import { toDeath, type CountDeath } from '../core/monitoring/prediction-failure.ts';
import type { Settings } from './settings.ts';

/**
 * Counts the prediction that ended the process before this one, where that was not counted: Lambda
 * starts another in the same environment, with the same /tmp. What ended it, memory or a crash,
 * only Lambda knows, and says in the log.
 */
export function countDeath(
  {
    predictionNote,
    metricNamespace: namespace,
    metricDetail: detail,
  }: Pick<Settings, 'predictionNote' | 'metricNamespace'> & Partial<Pick<Settings, 'metricDetail'>>,
  write?: (line: string) => void,
  count: CountDeath = toDeath,
): void {
  const note = findPredictionNote(predictionNote);
  if (!note) return;
  rmSync(predictionNote, { force: true }); // first: rather once too few than at every start
  if (note.cause !== undefined) return;
  const clock = { nowMs: () => note.startedAtMs };
  new EmfMetricSink({ namespace, detail, clock, write }).record(count('PROCESS_DIED', note));
}
