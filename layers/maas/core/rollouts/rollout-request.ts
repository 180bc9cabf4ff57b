import type { GuardName, GuardRecord } from './rollout.ts';
import type { ShadowStep, Strategy } from './strategy.ts';

/** A roll-out as it is asked for. */
export interface RolloutRequest {
  readonly version: number;
  readonly strategy: Strategy;
  /** Goes before the steps of the strategy. @default - the candidate gets no copies */
  readonly shadow?: ShadowStep | undefined;
  /**
   * @default - failures and slow answers, each against the baseline; with a shadow, how often it
   *   answers otherwise
   */
  readonly guards?: Readonly<Partial<Record<GuardName, GuardRecord | undefined>>> | undefined;
  /** Milliseconds above which an answer is slow. @default - the baseline's p99 of the hour before */
  readonly slowMs?: number | undefined;
  readonly minRequests: number;
  readonly longestBakeMinutes: number;
  readonly onBad: 'rollback' | 'freeze';
  /** Also for a version that was taken back before. */
  readonly force: boolean;
}

/** One that an upload asks for: it begins when the version is READY. */
export type RolloutOnReady = Omit<RolloutRequest, 'version' | 'force'> & {
  readonly alias: string;
};

/** The same as the version's record keeps it, with what came of it. */
export interface RolloutOnReadyRecord extends RolloutOnReady {
  /** The id of the roll-out that began. */
  readonly id?: string;
  /** The sentence that says why no roll-out began. */
  readonly refused?: string;
}
