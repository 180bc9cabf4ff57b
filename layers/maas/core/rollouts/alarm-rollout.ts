import type { AlarmId } from '../../contract/alarms.ts';
import { endBadly } from './advance-rollout.ts';
import { compareShares, NO_EVIDENCE, type Share, weigh } from './evidence.ts';
import type { GuardName, RolloutRecord, Tally } from './rollout.ts';
import { describeShare, toPercent } from './judge-guard.ts';

/** An alarm that began to ring. */
export interface RaisedAlarm {
  readonly id: AlarmId;
  readonly title: string;
  /** undefined where it watches all versions of the model together. */
  readonly version: number | undefined;
  readonly atMs: number;
}

/** The guard whose counts each alarm is about. */
const SUBJECTS: Readonly<Partial<Record<AlarmId, GuardName>>> = {
  ErrorRate: 'errorRate',
  AlwaysFails: 'errorRate',
  Latency: 'latency',
  OwnErrorRate: 'errorRate',
  OwnLatency: 'latency',
  OwnAccuracy: 'accuracy',
};

/** A bet must have won so many times its stake: an alarm is looked at once, not each minute. */
const ENOUGH = 20;

/** The count that says whose alarm it is; undefined for alarms that no version can be blamed for. */
export function findSubject({ id }: Pick<RaisedAlarm, 'id'>): GuardName | undefined {
  return SUBJECTS[id];
}

/**
 * Tells whether an alarm may take a roll-out back: it began to ring after the step did, and is not
 * the baseline's.
 */
export function isConcerned(
  { state, stepStartedAt, candidate }: RolloutRecord,
  { version, atMs }: RaisedAlarm,
): boolean {
  const isUnderWay = state === 'BAKING' || state === 'PAUSED';
  // eslint-disable-next-line no-restricted-syntax -- CloudWatch's time against a record's
  const isLater = atMs > Date.parse(stepStartedAt);
  return isUnderWay && isLater && (version === undefined || version === candidate);
}

/**
 * A roll-out after an alarm that concerns it. The candidate's own takes it back, unless the counts
 * say that the baseline is the worse of the two: then this is its fix. One of all versions takes it
 * back where the counts say that it is the candidate's.
 * @param tally what both did since the step began, of what the alarm is about
 */
export function heedAlarm(
  rollout: RolloutRecord,
  alarm: RaisedAlarm,
  tally: Tally,
  nowMs: number,
): RolloutRecord {
  if (!isConcerned(rollout, alarm)) return rollout;
  const isTheirs =
    alarm.version === undefined
      ? isWorse(tally.candidate, tally.baseline)
      : !isWorse(tally.baseline, tally.candidate);
  return isTheirs ? endBadly(rollout, describe(alarm, tally), nowMs) : rollout;
}

/** Tells whether counts that are looked at once say that one is worse than the other. */
function isWorse(one: Share, other: Share): boolean {
  return weigh(compareShares(NO_EVIDENCE, one, other)) >= ENOUGH;
}

function describe(alarm: RaisedAlarm, { candidate, baseline }: Tally): string {
  const whose = alarm.version === undefined ? "The model's" : "The candidate's";
  const since = new Date(alarm.atMs).toISOString().slice(0, 19);
  const subject = findSubject(alarm);
  const counted =
    subject === undefined || candidate.of === 0
      ? 'nothing is counted yet'
      : `${describeShare(subject, candidate)}; the baseline has ${
          baseline.of === 0 ? 'none' : toPercent(baseline.count / baseline.of)
        }`;
  return `${whose} alarm ${alarm.id} rings since ${since}Z (${alarm.title}): ${counted}`;
}
