import { addWindow, findWorstBin, NO_PROGRESS } from './guard-progress.ts';
import { countTests, judgeGuard } from './judge-guard.ts';
import {
  GUARD_NAMES,
  isOpen,
  type CopiesRecord,
  type GuardName,
  type RolloutRecord,
  type Verdict,
  type WindowTally,
} from './rollout.ts';

const MS_PER_MINUTE = 60_000;
/**
 * The most that one tick can add to a bake: a clock that jumps, or a tick that came late, passes no
 * step.
 */
const MOST_TICK_MS = 5 * MS_PER_MINUTE;

/** The counts of a period that the metrics are known of, a minute for one. */
export interface Window {
  readonly untilMs: number;
  /** Requests of the candidate, whatever came of them. */
  readonly requests: number;
  /** Copies of calls that it got. @default 0 */
  readonly copies?: number;
  readonly tallies: Readonly<Partial<Record<GuardName, WindowTally>>>;
}

/**
 * One look at a roll-out. Pure: whatever ticks it swaps the result in, and who comes second finds
 * the record changed and looks again.
 */
export function advanceRollout(
  before: RolloutRecord,
  windows: readonly Window[],
  nowMs: number,
): RolloutRecord {
  if (before.state !== 'BAKING' || windows.length === 0) return before;
  const rollout = addWindows(before, windows);
  return decide(rollout, judgeRollout(rollout), nowMs);
}

/** The verdicts of its guards as things stand. */
export function judgeRollout({ guards, progress, ...rollout }: RolloutRecord): Verdict[] {
  const tests = countTests(Object.values(guards));
  return GUARD_NAMES.flatMap((name) => {
    const guard = guards[name];
    if (!guard) return [];
    const known = progress[name] ?? NO_PROGRESS;
    const minRequests = guard.minRequests ?? rollout.minRequests;
    const bin = rollout.answerBins?.[findWorstBin(known)];
    const verdict = judgeGuard(name, guard, known, { tests, minRequests, bin });
    const why = isBlind(rollout, verdict) ? BLIND[name] : undefined;
    return [why === undefined ? verdict : { ...verdict, why }];
  });
}

const BLIND: Readonly<Partial<Record<GuardName, string>>> = {
  latency:
    'nothing can be slow, as the baseline had too few answers in the hour before for a p99; ' +
    'give "slowMs"',
  drift:
    'nothing can stand out, as 500 labels or values of the baseline are not known yet; ' +
    'see docs/capture.md',
};

/**
 * Without knowing what is slow, the guard on latency sees nothing, and waits for nothing; likewise
 * that on drift without knowing what is answered.
 */
function isBlind(
  { slowMs, answerBins }: Pick<RolloutRecord, 'slowMs' | 'answerBins'>,
  { guard, n }: Verdict,
): boolean {
  if (n > 0) return false;
  return (
    (guard === 'latency' && slowMs === undefined) || (guard === 'drift' && answerBins === undefined)
  );
}

/** @param reason a sentence */
export function endRollout(
  rollout: RolloutRecord,
  state: RolloutRecord['state'],
  reason: string,
  nowMs: number,
): RolloutRecord {
  return { ...rollout, state, reason, endedAt: new Date(nowMs).toISOString() };
}

/**
 * Ends the roll-out of a bad candidate: it goes back, or waits for a person. @param why no sentence
 * yet
 */
export function endBadly(rollout: RolloutRecord, why: string, nowMs: number): RolloutRecord {
  return rollout.onBad === 'freeze'
    ? hold(rollout, 'FROZEN', `${why}. Promote it or abort.`)
    : endRollout(rollout, 'ROLLED_BACK', `${why}.`, nowMs);
}

/** The share of the traffic that the candidate gets in a state, in percent. */
export function getPercent({ state, steps, step }: RolloutRecord): number {
  if (state === 'PROMOTED') return 100;
  if (state === 'ROLLED_BACK' || state === 'ABORTED') return 0;
  return steps[step]?.percent ?? 0;
}

/** The copies that the candidate gets in a state; undefined where it gets none. */
export function getCopies(rollout: RolloutRecord): CopiesRecord | undefined {
  return isOpen(rollout) ? rollout.steps[rollout.step]?.shadow : undefined;
}

/** Evidence of each window by itself, and the time of all of them, of which little counts. */
function addWindows(before: RolloutRecord, windows: readonly Window[]): RolloutRecord {
  const untilMs = windows.at(-1)?.untilMs ?? Date.parse(before.tickedAt);
  const countedMs = Math.max(Date.parse(before.tickedAt), Date.parse(before.stepStartedAt));
  return {
    ...before,
    tickedAt: new Date(untilMs).toISOString(),
    bakedMs: before.bakedMs + Math.min(Math.max(untilMs - countedMs, 0), MOST_TICK_MS),
    stepRequests: windows.reduce(
      (sum, { requests, copies = 0 }) => sum + (getCopies(before) ? copies : requests),
      before.stepRequests,
    ),
    progress: windows.reduce(
      (progress, { tallies }) => ({ ...progress, ...addTallies(before, progress, tallies) }),
      before.progress,
    ),
  };
}

function addTallies(
  { guards, answerBins }: RolloutRecord,
  progress: RolloutRecord['progress'],
  tallies: Window['tallies'],
): RolloutRecord['progress'] {
  return Object.fromEntries(
    GUARD_NAMES.flatMap((name) => {
      const guard = guards[name];
      const tally = tallies[name];
      return guard && tally
        ? [[name, addWindow(guard, progress[name], tally, answerBins)] as const]
        : [];
    }),
  );
}

function decide(
  rollout: RolloutRecord,
  verdicts: readonly Verdict[],
  nowMs: number,
): RolloutRecord {
  const [bad] = verdicts.filter(({ verdict, dryRun }) => verdict === 'BAD' && !dryRun);
  if (bad) return endBadly(rollout, `The candidate is worse: ${bad.why}`, nowMs);
  const { bakeMinutes = 0 } = rollout.steps[rollout.step] ?? {};
  if (rollout.bakedMs < bakeMinutes * MS_PER_MINUTE) {
    return { ...rollout, reason: `Step ${rollout.step + 1} of ${rollout.steps.length} bakes.` };
  }
  const missing = findMissing(rollout, verdicts);
  return missing === undefined
    ? pass(rollout, verdicts, nowMs)
    : awaitRequests(rollout, missing, nowMs);
}

/** Says what a step that has baked long enough still waits for: `37 of 100 requests`. */
function findMissing(rollout: RolloutRecord, verdicts: readonly Verdict[]): string | undefined {
  const { stepRequests, minRequests, guards } = rollout;
  if (stepRequests < minRequests) {
    return `${stepRequests} of ${minRequests} ${nameRequests(rollout)}`;
  }
  const isShadow = getCopies(rollout) !== undefined;
  const open = verdicts.find(
    (verdict) =>
      verdict.verdict === 'INCONCLUSIVE' &&
      !verdict.dryRun &&
      !isBlind(rollout, verdict) &&
      // A shadow answers nobody: it has neither failed nor been slow.
      (!isShadow || verdict.guard === 'agreement'),
  );
  if (!open) return undefined;
  return `${open.n} of ${guards[open.guard]?.minRequests ?? minRequests} for ${open.guard}`;
}

function nameRequests(rollout: RolloutRecord): string {
  return getCopies(rollout) ? 'copies' : 'requests';
}

function pass(before: RolloutRecord, verdicts: readonly Verdict[], nowMs: number): RolloutRecord {
  const now = new Date(nowMs).toISOString();
  const passed = {
    percent: getPercent(before),
    startedAt: before.stepStartedAt,
    endedAt: now,
    requests: before.stepRequests,
    verdicts,
  };
  const rollout = { ...before, passed: [...before.passed, passed] };
  const step = rollout.step + 1;
  if (step >= rollout.steps.length) {
    return endRollout(rollout, 'PROMOTED', 'All steps were passed.', nowMs);
  }
  return {
    ...rollout,
    step,
    stepStartedAt: now,
    bakedMs: 0,
    stepRequests: 0,
    reason: `Step ${step} was passed after ${rollout.stepRequests} ${nameRequests(before)}.`,
  };
}

function awaitRequests(rollout: RolloutRecord, seen: string, nowMs: number): RolloutRecord {
  const { stepRequests, minRequests, bakedMs, longestBakeMinutes } = rollout;
  if (bakedMs >= longestBakeMinutes * MS_PER_MINUTE) {
    return hold(
      rollout,
      'PAUSED',
      `INCONCLUSIVE after ${longestBakeMinutes} minutes: ${seen}. Promote it, abort or continue.`,
    );
  }
  const isTold = stepRequests > 0 && stepRequests < minRequests;
  const leftMs = (bakedMs / stepRequests) * (minRequests - stepRequests);
  const when = isTold
    ? `; at this rate ${new Date(nowMs + leftMs).toISOString().slice(0, 16)}Z`
    : '';
  return { ...rollout, reason: `INCONCLUSIVE: ${seen}${when}.` };
}

/** Stays where it is until somebody decides. */
function hold(rollout: RolloutRecord, state: 'PAUSED' | 'FROZEN', reason: string): RolloutRecord {
  return { ...rollout, state, reason };
}
