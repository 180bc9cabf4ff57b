import type { MetricQuery, MetricReader } from '../ports/metrics.ts';
import type { Window } from '../rollouts/advance-rollout.ts';
import type { Share } from '../rollouts/evidence.ts';
import { addTally } from '../rollouts/guard-progress.ts';
import { GUARD_NAMES, type RolloutRecord } from '../rollouts/rollout.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The most minutes that one look reads: what is older is not counted. */
const MOST_MINUTES = 60;
const NOTHING: Share = { count: 0, of: 0 };
/** Answers below which a p99 is that of one or two of them. */
const FEWEST_ANSWERS = 200;

type Measure = readonly [metric: MetricQuery['metric'], statistic: MetricQuery['statistic']];
/** Each minute's calls of one version. */
const OF_CALLS: readonly Measure[] = [
  ['Predictions', 'Sum'],
  ['Errors', 'Sum'],
  ['SlowAnswers', 'SampleCount'],
  ['SlowAnswers', 'Sum'],
  ['Accuracy', 'SampleCount'],
  ['Accuracy', 'Sum'],
];
/** Each minute's copies of calls, where the candidate is the shadow. */
const OF_COPIES: readonly Measure[] = [
  ['ShadowPredictions', 'Sum'],
  ['ShadowErrors', 'Sum'],
  ['Agreement', 'SampleCount'],
  ['Agreement', 'Sum'],
];

/** Reads both versions' counts of each whole minute since the last look, the oldest first. */
export async function readWindows(
  reader: Pick<MetricReader, 'readSeries'>,
  model: string,
  rollout: RolloutRecord,
  untilMs: number,
): Promise<Window[]> {
  const fromMs = Math.max(Date.parse(rollout.tickedAt), untilMs - MOST_MINUTES * MINUTE_MS);
  return readMinutes(reader, model, rollout, fromMs, untilMs);
}

/**
 * Reads both versions' counts since the step began, the minute that is not over included: on
 * CloudWatch the last ones come late, and as late of the one as of the other.
 */
export async function readStep(
  reader: Pick<MetricReader, 'readSeries'>,
  model: string,
  rollout: RolloutRecord,
  nowMs: number,
): Promise<Window['tallies']> {
  const toMs = (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
  const startedMs = Math.floor(Date.parse(rollout.stepStartedAt) / MINUTE_MS) * MINUTE_MS;
  const fromMs = Math.max(startedMs, toMs - MOST_MINUTES * MINUTE_MS);
  const windows = await readMinutes(reader, model, rollout, fromMs, toMs);
  return windows.map(({ tallies }) => tallies).reduce(addTallies, {});
}

function addTallies(before: Window['tallies'], more: Window['tallies']): Window['tallies'] {
  return Object.fromEntries(
    GUARD_NAMES.flatMap((name) => {
      const [a, b] = [before[name], more[name]];
      return b ? [[name, a ? addTally(a, b) : b] as const] : [];
    }),
  );
}

async function readMinutes(
  reader: Pick<MetricReader, 'readSeries'>,
  model: string,
  rollout: RolloutRecord,
  fromMs: number,
  untilMs: number,
): Promise<Window[]> {
  if (untilMs - fromMs < MINUTE_MS) return [];
  const queries = [
    ...toQueries(OF_CALLS, model, rollout.candidate),
    ...toQueries(OF_CALLS, model, rollout.baseline),
    ...(rollout.guards.agreement ? toQueries(OF_COPIES, model, rollout.candidate) : []),
  ];
  const range = { fromMs, toMs: untilMs, stepMs: MINUTE_MS };
  const series = await reader.readSeries(queries, range);
  return Array.from({ length: (untilMs - fromMs) / MINUTE_MS }, (_, minute) => {
    const values = series.map((each) => each[minute] ?? 0);
    const candidate = readCalls(values.slice(0, OF_CALLS.length));
    const baseline = readCalls(values.slice(OF_CALLS.length, 2 * OF_CALLS.length));
    const { copies, differing } = readCopies(values.slice(2 * OF_CALLS.length));
    return {
      untilMs: fromMs + (minute + 1) * MINUTE_MS,
      requests: candidate.errorRate.of,
      copies,
      tallies: {
        errorRate: { candidate: candidate.errorRate, baseline: baseline.errorRate },
        latency: { candidate: candidate.latency, baseline: baseline.latency },
        accuracy: { candidate: candidate.accuracy, baseline: baseline.accuracy },
        agreement: { candidate: differing, baseline: NOTHING },
      },
    };
  });
}

/** The baseline's p99 of the hour before; undefined where it was hardly called. */
export async function readSlowMs(
  reader: Pick<MetricReader, 'read'>,
  model: string,
  { baseline, startedAt }: RolloutRecord,
): Promise<number | undefined> {
  const toMs = Math.floor(Date.parse(startedAt) / MINUTE_MS) * MINUTE_MS;
  const dimensions = { Model: model, Version: String(baseline) };
  const [p99, answers = 0] = await reader.read(
    [
      { metric: 'PredictionLatency', dimensions, statistic: 'p99' },
      { metric: 'PredictionLatency', dimensions, statistic: 'SampleCount' },
    ],
    { fromMs: toMs - HOUR_MS, toMs },
  );
  return answers >= FEWEST_ANSWERS ? p99 : undefined;
}

function toQueries(measures: readonly Measure[], model: string, version: number): MetricQuery[] {
  const dimensions = { Model: model, Version: String(version) };
  return measures.map(([metric, statistic]) => ({ metric, dimensions, statistic }));
}

/** Values in the order of `OF_CALLS`. */
function readCalls([
  requests = 0,
  errors = 0,
  answers = 0,
  slow = 0,
  truths = 0,
  right = 0,
]: readonly number[]): Readonly<Record<'errorRate' | 'latency' | 'accuracy', Share>> {
  return {
    errorRate: toShare(errors, requests),
    latency: toShare(slow, answers),
    accuracy: toShare(truths - right, truths),
  };
}

/** Values in the order of `OF_COPIES`. A copy that the shadow fails at is an input that it answers otherwise. */
function readCopies([copies = 0, errors = 0, compared = 0, same = 0]: readonly number[]): {
  readonly copies: number;
  readonly differing: Share;
} {
  return { copies, differing: toShare(errors + compared - same, errors + compared) };
}

/** Metrics that arrive late may have more of a part than of the whole. */
function toShare(count: number, of: number): Share {
  return { count: Math.min(Math.max(0, count), of), of };
}
