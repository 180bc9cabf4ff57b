import type { FunctionName } from './functions.ts';
import { STORAGE } from './storage.ts';

/** An event that starts a function: an object is created under a prefix of the bucket. */
export interface EventSpec {
  readonly description: string;
  readonly prefix: string;
  /** The function that it starts, at least once, and again when that fails. */
  readonly function: FunctionName;
  /**
   * Minutes after which the function is told to look for objects whose event was lost.
   * @default - it never is
   */
  readonly sweepMinutes?: number;
}

/** The events, once: EventBridge's rules and the watchers of one machine are made from it. */
export const EVENTS = {
  submissions: {
    description: 'a completed upload starts its validation',
    prefix: STORAGE.submissionsPrefix,
    function: 'ingest',
    // A start of ingest that finds nothing costs a thousandth of a cent.
    sweepMinutes: 5,
  },
} as const satisfies Record<string, EventSpec>;

/** The schedule's name for the event upon which drift is measured. */
export const DRIFT_DUE = 'Drift is due';
/** Minutes between two: an alarm's hour has one at least, however late one comes. */
export const DRIFT_MINUTES = 30;
