import {
  isFlag,
  isListOf,
  isMapOf,
  isNullable,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isText,
} from '../json/guards.ts';
import { isJsonObject } from '../json/json-object.ts';
import type { Share } from '../rollouts/evidence.ts';
import {
  GUARD_NAMES,
  ROLLOUT_STATES,
  type AnswerBin,
  type CopiesRecord,
  type GuardProgress,
  type GuardRecord,
  type PassedStep,
  type Progress,
  type RolloutRecord,
  type StepRecord,
  type Tally,
  type Verdict,
} from '../rollouts/rollout.ts';
import { isBundle, isFile } from './bundle-guard.ts';
import { findRecordOwner } from './keys.ts';
import {
  VERSION_STATUSES,
  type AccessRecord,
  type AliasRecord,
  type CallerRight,
  type ModelRecord,
  type CaptureSettings,
  type ModelSettings,
  type ReadyVersion,
  type RouteRecord,
  type ShadowRecord,
  type ValidationRecord,
  type VersionRecord,
  type VersionSummary,
} from './records.ts';

/** Stands in for the time of a record that does not say when it was made. */
const UNKNOWN_TIME = new Date(0).toISOString();

/** Says why a value is not the record that belongs under a key; undefined when it is. */
export function findRecordFault(key: string, value: unknown): string | undefined {
  const owner = findRecordOwner(key);
  if (!owner) return undefined;
  if (!isJsonObject(value)) return 'is not a JSON object';
  if (owner.version !== undefined) return findVersionFault(value, owner.version);
  return isModel(value) ? undefined : 'is not the record of a model';
}

/**
 * Stands for a record that cannot be read, so that it is listed beside the others and can be
 * deleted; undefined where the key is of no record.
 */
export function toUnreadable(
  key: string,
  fault: string,
  advice = 'delete the version, and upload its files again',
): ModelRecord | VersionRecord | undefined {
  const { model, version } = findRecordOwner(key) ?? {};
  if (model === undefined) return undefined;
  if (version === undefined) {
    // Its callers are not known either: nobody may call it.
    const access = { callers: {}, updatedAt: UNKNOWN_TIME };
    return { model, createdAt: UNKNOWN_TIME, revision: 0, aliases: {}, access };
  }
  const message = `Its record '${key}' ${fault}, so nothing is known of it; ${advice}.`;
  const times = { createdAt: UNKNOWN_TIME, updatedAt: UNKNOWN_TIME };
  return {
    model,
    version,
    status: 'REJECTED',
    ...times,
    uploads: [],
    ingestAttempts: 0,
    rejection: { code: 'RECORD_UNREADABLE', message },
  };
}

const isSettings = isShape<ModelSettings>({
  timeoutSeconds: isOptional(isNumber),
  latencyP99Ms: isOptional(isNumber),
  errorRatePercent: isOptional(isNumber),
  minAccuracyPercent: isOptional(isNumber),
  maxDrift: isOptional(isNumber),
  runbookUrl: isOptional(isText),
  capture: isOptional(
    isShape<CaptureSettings>({
      percent: isNumber,
      redact: isOptional(isListOf(isText)),
      inputs: isOptional(isFlag),
      outputs: isOptional(isFlag),
    }),
  ),
});
const isRanges = isListOf(isPair);
const isSummary = isShape<VersionSummary>({
  newest: isNumber,
  ready: isRanges,
  deleted: isRanges,
});
const isEvidence = isListOf(isNumber);
const isShare = isShape<Share>({ count: isNumber, of: isNumber });
const isVerdict = isShape<Verdict>({
  guard: isOneOf(GUARD_NAMES),
  verdict: isOneOf(['GOOD', 'BAD', 'INCONCLUSIVE']),
  n: isNumber,
  estimate: isNumber,
  interval: isPair,
  baselineEstimate: isNullable(isNumber),
  evidence: isNumber,
  enough: isNumber,
  why: isText,
  dryRun: isFlag,
});
const isGuard = isShape<GuardRecord>({
  limit: isOptional(isNumber),
  compare: isOptional(isFlag),
  dryRun: isOptional(isFlag),
  minRequests: isOptional(isNumber),
});
const PROGRESS = {
  total: isShape<Tally>({ candidate: isShare, baseline: isShare }),
  overLimit: isEvidence,
  overBaseline: isEvidence,
};
const isBins = isOptional(isListOf(isShape<Progress>(PROGRESS)));
const isProgress = isShape<GuardProgress>({ ...PROGRESS, bins: isBins });
const isAnswerBin = isShape<AnswerBin>({
  name: isText,
  feature: isText,
  label: isOptional(isText),
  from: isOptional(isNumber),
  to: isOptional(isNumber),
  share: isNumber,
});
const isStep = isShape<StepRecord>({
  percent: isNumber,
  bakeMinutes: isNumber,
  shadow: isOptional(isShape<CopiesRecord>({ percent: isNumber, tolerance: isNumber })),
});
const isRollout = isShape<RolloutRecord>({
  id: isText,
  baseline: isNumber,
  candidate: isNumber,
  steps: isListOf(isStep),
  guards: isMapOf(isGuard),
  slowMs: isOptional(isNumber),
  answerBins: isOptional(isListOf(isAnswerBin)),
  minRequests: isNumber,
  longestBakeMinutes: isNumber,
  onBad: isOneOf(['rollback', 'freeze']),
  state: isOneOf(ROLLOUT_STATES),
  step: isNumber,
  startedAt: isText,
  stepStartedAt: isText,
  tickedAt: isText,
  endedAt: isOptional(isText),
  toldState: isOptional(isOneOf(ROLLOUT_STATES)),
  passed: isListOf(
    isShape<PassedStep>({
      percent: isNumber,
      startedAt: isText,
      endedAt: isText,
      requests: isNumber,
      verdicts: isListOf(isVerdict),
    }),
  ),
  bakedMs: isNumber,
  stepRequests: isNumber,
  progress: isMapOf(isProgress),
  reason: isText,
});
const isAlias = isShape<AliasRecord>({
  rollout: isOptional(isRollout),
  rolledBack: isOptional(isListOf(isNumber)),
  routes: isListOf(isShape<RouteRecord>({ version: isNumber, weight: isNumber })),
  shadow: isOptional(
    isShape<ShadowRecord>({ version: isNumber, percent: isNumber, tolerance: isNumber }),
  ),
  notes: isOptional(isListOf(isText)),
  updatedAt: isText,
});
const isAnyMap = (value: unknown): value is NonNullable<ModelRecord['served']> =>
  isJsonObject(value);
const isAccess = isShape<AccessRecord>({
  callers: isMapOf(
    isShape<CallerRight>({ perDay: isOptional(isNumber), spentOn: isOptional(isText) }),
  ),
  updatedAt: isText,
});
const isModel = isShape<ModelRecord>({
  model: isText,
  createdAt: isText,
  revision: isNumber,
  aliases: isMapOf(isAlias),
  aliasesChangedAt: isOptional(isText),
  settings: isOptional(isSettings),
  access: isOptional(isAccess),
  deletedAt: isOptional(isText),
  deleting: isOptional(isListOf(isNumber)),
  versions: isOptional(isSummary),
  served: isOptional(isAnyMap),
});

/**
 * Tells whether what a model's record says of a version can be served. One that another release
 * wrote otherwise is not the fault of the model's record: the version's own says what is wrong.
 */
export const isReadyVersion = isShape<ReadyVersion>({
  model: isText,
  version: isNumber,
  createdAt: isText,
  bundle: isBundle,
  validation: isOptional((value): value is ValidationRecord => isJsonObject(value)),
});

function findVersionFault(
  record: Readonly<Record<string, unknown>>,
  number: number,
): string | undefined {
  const { model, version, status, uploads, bundle, createdAt, updatedAt } = record;
  if (typeof model !== 'string' || version !== number) return 'is not the record of this version';
  if (typeof createdAt !== 'string' || typeof updatedAt !== 'string') {
    return 'does not say when it was made and changed';
  }
  if (!(VERSION_STATUSES as readonly unknown[]).includes(status)) {
    return 'has a status that this release does not know';
  }
  if (!isListOf(isFile)(uploads) || !isOptional(isBundle)(bundle)) {
    return 'does not describe its files and signature as this release does';
  }
  return undefined;
}

function isPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}
