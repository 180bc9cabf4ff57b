import * as z from 'zod/mini';
import { DEFAULTS } from '../../contract/environment.ts';
import { LIMITS } from '../../contract/limits.ts';
import { requestObject } from '../../core/json/request-object.ts';
import { getPercent, judgeRollout } from '../../core/rollouts/advance-rollout.ts';
import {
  GUARD_NAMES,
  ROLLOUT_STATES,
  type RolloutRecord,
  type Verdict,
} from '../../core/rollouts/rollout.ts';
import { Tolerance } from './alias-change.ts';

const MINUTES = `must be whole minutes, from 1 to ${LIMITS.bakeMinutes}`;
const Minutes = z.int(MINUTES).check(z.minimum(1, MINUTES), z.maximum(LIMITS.bakeMinutes, MINUTES));
const PERCENT = 'must be a percentage from 1 to 99';
const Percent = z.number(PERCENT).check(z.minimum(1, PERCENT), z.maximum(99, PERCENT));

const Strategy = z.union(
  [
    requestObject({
      canary: requestObject({
        percent: z
          .union([
            Percent,
            z.array(Percent).check(z.minLength(1), z.maxLength(LIMITS.rolloutSteps)),
          ])
          .check(z.describe("The candidate's share of the traffic; a list has one for each step.")),
        bakeMinutes: Minutes,
      }),
    }),
    requestObject({ linear: requestObject({ stepPercent: Percent, bakeMinutes: Minutes }) }),
    requestObject({ allAtOnce: requestObject({ bakeMinutes: Minutes }) }),
  ],
  {
    error:
      'must be one of {"canary": {percent, bakeMinutes}}, {"linear": {stepPercent, bakeMinutes}} ' +
      'and {"allAtOnce": {bakeMinutes}}, with percents from 1 to 99 and ' +
      `minutes from 1 to ${LIMITS.bakeMinutes}`,
  },
);

const REQUESTS = `must be a whole number from 1 to ${LIMITS.rolloutRequests}`;
const Requests = z
  .int(REQUESTS)
  .check(z.minimum(1, REQUESTS), z.maximum(LIMITS.rolloutRequests, REQUESTS));
const RATE = 'must be a rate above 0 and below 1, as 0.05 for 5 %';
const Rate = z.number(RATE).check(z.gt(0, RATE), z.lt(1, RATE));
const DryRun = z
  .optional(z.boolean())
  .check(z.describe('Says what it would have done, and does nothing.'));
const GuardRequests = z
  .optional(Requests)
  .check(
    z.describe(
      'The fewest that it has to count before a step is passed. Left out: as the roll-out says.',
    ),
  );
const Guard = requestObject({
  limit: z.optional(Rate).check(z.describe('Share that may be bad, whatever the baseline does.')),
  compare: z
    .optional(z.boolean())
    .check(
      z.describe(
        'Compares the candidate with the baseline of the same minutes. Left out: it is compared.',
      ),
    ),
  dryRun: DryRun,
  minRequests: GuardRequests,
}).check(
  z.refine(({ limit, compare }) => limit !== undefined || compare !== false, {
    message: 'must have a "limit" where "compare" is false',
  }),
);

const COPIES = 'must be a percentage above 0 and up to 100';
const ShadowStep = requestObject({
  percent: z
    .number(COPIES)
    .check(
      z.gt(0, COPIES),
      z.maximum(100, COPIES),
      z.describe('The share of the answered calls that is copied, in percent.'),
    ),
  bakeMinutes: Minutes,
  tolerance: Tolerance,
});

const Agreement = requestObject({
  limit: z
    ._default(Rate, LIMITS.rolloutDisagreement)
    .check(z.describe('Share of inputs that may be answered otherwise.')),
  dryRun: DryRun,
  minRequests: GuardRequests,
});

/** The fields that a roll-out's course has, in requests and in answers. */
const COURSE = {
  strategy: Strategy,
  shadow: z
    .optional(ShadowStep)
    .check(
      z.describe(
        'A step before all others, in which the candidate gets copies of calls and answers nobody.',
      ),
    ),
  guards: z
    .optional(
      requestObject({
        errorRate: z
          .optional(Guard)
          .check(
            z.describe('Counts requests that failed by the fault of the service or the model.'),
          ),
        latency: z
          .optional(Guard)
          .check(z.describe('Counts answers that took longer than `slowMs`.')),
        accuracy: z
          .optional(Guard)
          .check(z.describe('Counts truths that contradict their answers.')),
        drift: z
          .optional(Guard)
          .check(
            z.describe(
              'Counts answers by label and by range of values: whether one is given more often than by the ' +
                'baseline. Its `limit` is by how much its share may be above what it was in the ' +
                "baseline's own answers before, as 0.05 for 5 points of 100.",
            ),
          ),
        agreement: z
          .optional(Agreement)
          .check(
            z.describe(
              'Counts inputs that the shadow answered otherwise, or failed at. It is ' +
                'there wherever there is a `shadow`.',
            ),
          ),
      }),
    )
    .check(z.describe('`errorRate` and `latency` against the baseline where it is left out.')),
  slowMs: z
    .optional(
      z.number().check(z.positive('must be greater than 0'), z.maximum(LIMITS.streamedTimeoutMs)),
    )
    .check(z.describe("The baseline's p99 of the hour before where it is left out.")),
  minRequests: z
    ._default(Requests, 100)
    .check(z.describe('Requests of the candidate below which a step is not passed.')),
  longestBakeMinutes: z
    ._default(Minutes, 24 * 60)
    .check(z.describe('Minutes after which a step without enough requests pauses.')),
  onBad: z._default(z.enum(['rollback', 'freeze']), 'rollback'),
};

/** Nothing is compared unless it is copied. */
function isCompared({
  shadow,
  guards,
}: {
  readonly shadow?: object | undefined;
  readonly guards?: { readonly agreement?: object | undefined } | undefined;
}): boolean {
  return shadow !== undefined || guards?.agreement === undefined;
}
const COMPARED = {
  message: 'must have "shadow" where "guards" has "agreement": without copies nothing is compared',
};

/** The body of `POST /models/{model}/aliases/{alias}/rollouts`. */
export const NewRollout = requestObject({
  version: z
    .int("must be a version's number")
    .check(z.minimum(1, "must be a version's number, from 1 on")),
  ...COURSE,
  force: z
    ._default(z.boolean(), false)
    .check(z.describe('Also for a version that was rolled back before.')),
}).check(z.refine(isCompared, COMPARED));

/** A roll-out that an upload asks for: it begins when the version is READY. */
export const RolloutOnReady = requestObject({
  alias: z._default(z.string(), DEFAULTS.alias).check(z.describe('The alias that moves.')),
  ...COURSE,
}).check(z.refine(isCompared, COMPARED));

const VerdictView = z.strictObject({
  guard: z.enum(GUARD_NAMES),
  verdict: z.enum(['GOOD', 'BAD', 'INCONCLUSIVE']),
  n: z.int(),
  estimate: z.number(),
  interval: z.array(z.number()).check(z.length(2)),
  baselineEstimate: z.nullable(z.number()),
  evidence: z.number(),
  enough: z.number(),
  why: z.string(),
  dryRun: z.boolean(),
});

const StepView = z.strictObject({
  percent: z.number(),
  bakeMinutes: z.optional(z.int()),
  shadow: z
    .optional(z.strictObject({ percent: z.number(), tolerance: z.number() }))
    .check(z.describe('Copies that the candidate gets in it; it answers nobody then.')),
  state: z.enum(['PASSED', 'CURRENT', 'AHEAD']),
  startedAt: z.optional(z.iso.datetime()),
  endedAt: z.optional(z.iso.datetime()),
  requests: z
    .optional(z.int())
    .check(z.describe('Requests of the candidate; copies where it is the shadow.')),
  verdicts: z.optional(z.array(VerdictView)),
});

/** A roll-out as the API shows it. */
export const RolloutView = z.strictObject({
  id: z.string(),
  baseline: z.int(),
  candidate: z.int(),
  state: z.enum(ROLLOUT_STATES),
  reason: z.string(),
  percent: z.number(),
  startedAt: z.iso.datetime(),
  countedUntil: z.iso.datetime(),
  endedAt: z.optional(z.iso.datetime()),
  slowMs: z.optional(z.number()),
  minRequests: z.int(),
  longestBakeMinutes: z.int(),
  onBad: z.enum(['rollback', 'freeze']),
  steps: z.array(StepView),
});

export const RolloutList = z.strictObject({ rollouts: z.array(RolloutView) });

export function toRolloutView(rollout: RolloutRecord): z.infer<typeof RolloutView> {
  const { tickedAt, endedAt, slowMs } = rollout;
  return {
    id: rollout.id,
    baseline: rollout.baseline,
    candidate: rollout.candidate,
    state: rollout.state,
    reason: rollout.reason,
    percent: getPercent(rollout),
    startedAt: rollout.startedAt,
    countedUntil: tickedAt,
    endedAt,
    slowMs,
    minRequests: rollout.minRequests,
    longestBakeMinutes: rollout.longestBakeMinutes,
    onBad: rollout.onBad,
    steps: rollout.steps.map((_, index) => toStepView(rollout, index)),
  };
}

function toStepView(rollout: RolloutRecord, index: number): z.infer<typeof StepView> {
  const { percent = 0, bakeMinutes = 0, shadow } = rollout.steps[index] ?? {};
  const planned = { percent, bakeMinutes, ...(shadow && { shadow: { ...shadow } }) };
  const passed = rollout.passed[index];
  if (passed) {
    const { verdicts, ...facts } = passed;
    return { ...planned, state: 'PASSED', ...facts, verdicts: verdicts.map(toVerdictView) };
  }
  if (index !== rollout.step) return { ...planned, state: 'AHEAD' };
  return {
    ...planned,
    state: 'CURRENT',
    startedAt: rollout.stepStartedAt,
    requests: rollout.stepRequests,
    verdicts: judgeRollout(rollout).map(toVerdictView),
  };
}

function toVerdictView({ interval, ...verdict }: Verdict): z.infer<typeof VerdictView> {
  return { ...verdict, interval: [...interval] };
}
