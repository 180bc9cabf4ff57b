import type { Evidence, Share } from './evidence.ts';

export const GUARD_NAMES = ['errorRate', 'latency', 'accuracy', 'drift', 'agreement'] as const;
export type GuardName = (typeof GUARD_NAMES)[number];

/** A limit on the candidate's metrics. */
export interface GuardRecord {
  /**
   * Share that may be bad: failed requests, answers slower than `slowMs`, wrong answers, inputs that
   * a shadow answers otherwise. Of drift: by how much the share of any one answer may be above what
   * the baseline is known for.
   * @default - only compared with the baseline
   */
  readonly limit?: number | undefined;
  /** True if the candidate is held against the baseline of the same minutes. @default true */
  readonly compare?: boolean | undefined;
  /** Says what it would have done, and does nothing. @default false */
  readonly dryRun?: boolean | undefined;
  /** It does not say GOOD while it has counted fewer. @default - the roll-out's */
  readonly minRequests?: number | undefined;
}

export interface StepRecord {
  /** The part of the traffic that the candidate gets, in percent. */
  readonly percent: number;
  /** Minutes for which it is watched before the next step. */
  readonly bakeMinutes: number;
  /** Copies that the candidate gets, which answers nobody then. @default - none */
  readonly shadow?: CopiesRecord;
}

/**
 * The share of an alias's calls that are copied, and the tolerance with which answers are compared.
 */
export interface CopiesRecord {
  /** Copied calls, in percent of the alias's. */
  readonly percent: number;
  /**
   * The distance between two numbers that still agree, relative to the answered one where that is
   * above 1.
   */
  readonly tolerance: number;
}

export const ROLLOUT_STATES = [
  'BAKING',
  'PAUSED',
  'FROZEN',
  'PROMOTED',
  'ROLLED_BACK',
  'ABORTED',
] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

/** One that can still move traffic; there is one at a time for an alias. */
export function isOpen({ state }: Pick<RolloutRecord, 'state'>): boolean {
  return state === 'BAKING' || state === 'PAUSED' || state === 'FROZEN';
}

export function isPart(
  { baseline, candidate }: Pick<RolloutRecord, 'baseline' | 'candidate'>,
  version: number,
): boolean {
  return version === baseline || version === candidate;
}

/** Bad ones among all that were counted, of one guard. */
export interface Tally {
  readonly candidate: Share;
  readonly baseline: Share;
}

/** The same of a while. */
export interface WindowTally extends Tally {
  /** The answers in each of the roll-out's bins, in their order; for drift alone. */
  readonly bins?: readonly Tally[];
}

/** One answer, or numbers next to each other: how often it is given tells whether answers drift. */
export interface AnswerBin {
  /** As it is told: `output.label churn`, `output.price from 3 to 12.5`. */
  readonly name: string;
  readonly feature: string;
  /** undefined for numbers. */
  readonly label?: string;
  /** The first bucket in it, and the first one after it; for numbers alone. */
  readonly from?: number;
  readonly to?: number;
  /** The part of the baseline's answers that was in it before. */
  readonly share: number;
}

export interface Progress {
  readonly total: Tally;
  /** Against the limit and against the baseline. */
  readonly overLimit: Evidence;
  readonly overBaseline: Evidence;
}

export interface GuardProgress extends Progress {
  /** Each bin's progress; for drift alone. The total is that of the bin that stands out most. */
  readonly bins?: readonly Progress[];
}

/** A guard's verdict, and the numbers that it goes by. */
export interface Verdict {
  readonly guard: GuardName;
  readonly verdict: 'GOOD' | 'BAD' | 'INCONCLUSIVE';
  /** Requests, answers or truths that it stands on. */
  readonly n: number;
  /** Share of bad ones, and where it lies with 95 %. */
  readonly estimate: number;
  readonly interval: readonly [number, number];
  /** The baseline's estimate for the same minutes; null if it had none. */
  readonly baselineEstimate: number | null;
  /** Evidence that it is bad, and how much would be enough. */
  readonly evidence: number;
  readonly enough: number;
  readonly why: string;
  readonly dryRun: boolean;
}

/** A step that is over, with what was known then. */
export interface PassedStep {
  readonly percent: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly requests: number;
  readonly verdicts: readonly Verdict[];
}

/** A roll-out's record, which stands in `model.json` beside the alias that it moves. */
export interface RolloutRecord {
  readonly id: string;
  readonly baseline: number;
  readonly candidate: number;
  readonly steps: readonly StepRecord[];
  readonly guards: Readonly<Partial<Record<GuardName, GuardRecord>>>;
  /** Milliseconds above which an answer counts as slow: the baseline's own p99 when it began. */
  readonly slowMs?: number;
  /**
   * The bins that answers are counted in where drift is guarded; made once, of the baseline's own.
   */
  readonly answerBins?: readonly AnswerBin[];
  /** Requests of the candidate below which a step is not passed. */
  readonly minRequests: number;
  /** Minutes after which a step without enough requests pauses. */
  readonly longestBakeMinutes: number;
  readonly onBad: 'rollback' | 'freeze';
  readonly state: RolloutState;
  readonly step: number;
  readonly startedAt: string;
  readonly stepStartedAt: string;
  /** Until when the metrics are counted: it is behind the clock by as much as they are late. */
  readonly tickedAt: string;
  readonly endedAt?: string;
  /** The state in which it waits or ended that everybody was told of. */
  readonly toldState?: RolloutState;
  readonly passed: readonly PassedStep[];
  /** Milliseconds that the step has been watched: a clock that jumps adds no more than a tick. */
  readonly bakedMs: number;
  /** Requests of the candidate in this step; copies of them where it is the shadow. */
  readonly stepRequests: number;
  readonly progress: Readonly<Partial<Record<GuardName, GuardProgress>>>;
  /** The sentence that says why it is in its state. */
  readonly reason: string;
}
