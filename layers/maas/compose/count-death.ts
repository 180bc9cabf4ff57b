import { rmSync } from 'node:fs';
import { EmfMetricSink } from '../adapters/emf-metric-sink.ts';
import { findPredictionNote } from '../adapters/watch/prediction-note.ts';
import { toDeath } from '../core/monitoring/prediction-failure.ts';
import type { Settings } from './settings.ts';

/**
 * Counts the prediction that ended the process before this one, where that was not counted: Lambda starts another in
 * the same
 * environment, with the same /tmp. What ended it, memory or a crash, only Lambda knows, and says in the log.
 */
export function countDeath(
  {
    predictionNote,
    metricNamespace: namespace,
  }: Pick<Settings, 'predictionNote' | 'metricNamespace'>,
  write?: (line: string) => void,
): void {
  const note = findPredictionNote(predictionNote);
  if (!note) return;
  rmSync(predictionNote, { force: true }); // first: rather once too few than at every start
  if (note.cause !== undefined) return;
  const clock = { nowMs: () => note.startedAtMs };
  new EmfMetricSink({ namespace, clock, ...(write ? { write } : {}) }).record(
    toDeath('PROCESS_DIED', note),
  );
}
