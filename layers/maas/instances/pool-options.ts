import type { ProvenGroups } from './proven-groups.ts';

export interface InvokeOptions {
  /**
   * Aborted when the caller goes away: a request that waits is taken back, a model that runs for it
   * is ended when its place is wanted.
   */
  readonly signal?: AbortSignal;
  /**
   * What shares the instances fairly with others, as the model that is called. @default - nothing
   */
  readonly group?: string;
  /** Milliseconds for which the caller waits; the function is told what is left of them. */
  readonly limitMs?: number;
}

export interface PoolOptions {
  /** Most that one group has. A few more start for others where all of these are held. */
  readonly maxInstances: number;
  /** Those few, where the machine has room for them. @default 4 */
  readonly spares?: number;
  /** Requests that may wait for an instance; more are refused. */
  readonly maxQueued: number;
  /** Milliseconds after which an instance without work ends. */
  readonly idleMs: number;
  /** Which groups give their instances back, where pools share what they know. @default - its own */
  readonly groups?: ProvenGroups;
  /** How many instances have been started, which gives them their names. @default - from none on */
  readonly count?: { started: number };
  /** True if instances start before anybody waits for them. @default true */
  readonly startsAhead?: boolean;
}
