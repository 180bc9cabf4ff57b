import type { ErrorCode } from '../../contract/errors.ts';
import type { Start } from '../../contract/metrics.ts';
import type { AnswerStream } from '../answer-stream.ts';
import { MaasError } from '../errors.ts';
import type { PredictedCall } from '../tasks/task/predicted.ts';
import type { Label } from '../tasks/task/task.ts';
import type { MetricEvent, MetricSink } from '../ports/metrics.ts';
import type { Stopwatch } from '../ports/clock.ts';
import type { AliasRecord, BundleRecord, ModelSettings } from '../registry/records.ts';
import type { Tensors } from '../tensor.ts';
import { spendBudget, type ErrorBudget } from './error-budget.ts';
import type { PredictionWatch } from './prediction-watch.ts';
import { toFailure } from './prediction-failure.ts';
import { countLabels } from './count-labels.ts';
import { roundMs } from './round-ms.ts';
import { STAGE_METRICS } from './stage-metrics.ts';
import { StageTimes } from './stage-times.ts';

/** The parts of a prediction that are kept until its answer has gone out, by their readers. */
export interface Kept {
  /** For a capture. */
  readonly exchange: boolean;
  /** For drift. */
  readonly runs: boolean;
  /** For a shadow, which the call is copied to. */
  readonly answer: boolean;
}

/** The facts of a prediction, noted while it is made. */
export interface PredictionFacts {
  /** Made before anything else: the answer, the log and the metrics name the prediction by it. */
  readonly id: string;
  /** The caller's name; undefined where callers are not identified. */
  caller?: string | undefined;
  /** The name under which the call is counted; undefined where it is not counted. */
  countedAs?: string | undefined;
  model?: string;
  version?: number;
  /** Size of the call's body, decompressed. */
  requestBytes?: number;
  /** Milliseconds that its model may run, where it has a limit of its own. */
  limitMs?: number | undefined;
  /** Its model's settings, where it has any. */
  settings?: ModelSettings | undefined;
  /** The classes of its version, in the order of the scores, where they are on record. */
  labels?: readonly Label[] | undefined;
  /** Milliseconds above which a roll-out of its version calls an answer slow. */
  slowMs?: number | undefined;
  /** `load` and its parts where its session was not in memory, `queue` where runs wait. */
  readonly stages: StageTimes;
  /** On the stopwatch: when the last of its runs ended, after which its answer is made. */
  ranUntilMs?: number;
  /** True if it waited until its model was loaded; known when it has its session. */
  start?: Start;
  scores?: readonly number[];
  /** By which it was called; undefined where that was a version's number. */
  alias?: CalledAlias | undefined;
  /** The bundle that it was served from. */
  bundle?: BundleRecord;
  /** Known when its version is. @default - nothing */
  kept?: Kept | undefined;
  /** The call's body and its answer, where they are captured; neither is copied. */
  exchange?: { readonly inputs: unknown; readonly outputs: unknown };
  /** The inputs of its first runs, where drift is watched. */
  runs?: readonly Tensors[] | undefined;
  /** The answers that feedback is compared with. */
  predicted?: PredictedCall | undefined;
  /** The answer as data, for who compares it with another. */
  answered?: () => unknown;
  /** The answer, where it is a stream: the prediction lasts until its end. */
  stream?: AnswerStream;
}

/** The alias of a call. */
export interface CalledAlias extends Pick<AliasRecord, 'shadow'> {
  /** Versions that its next calls may go to, this one's or another's. */
  readonly versions: readonly number[];
  /** As its record writes it. */
  readonly name: string;
}

export interface ObserveDeps {
  readonly clock: Stopwatch;
  readonly metrics: MetricSink;
  /** True once in the life of a function instance, for its first prediction. */
  readonly isColdStart: () => boolean;
  readonly watch: PredictionWatch;
  readonly budget: ErrorBudget;
  /** Labels of a model that are counted by their name. @default 0 */
  readonly countedLabels?: number;
  /** Told of each prediction that is traced, when it has ended. @default - none is traced */
  readonly trace?: PredictionTracer | undefined;
  /** A new prediction's id. */
  readonly newId: () => string;
}

/** A prediction that has ended, by the stopwatch that timed it. */
export interface EndedPrediction {
  readonly facts: PredictionFacts;
  readonly startMs: number;
  readonly endMs: number;
  /** undefined where it was answered. */
  readonly code: ErrorCode | undefined;
}

/** @returns what is to be told of a prediction at its end; undefined where it is not traced */
export type PredictionTracer = () => ((prediction: EndedPrediction) => void) | undefined;

/** The call that a prediction is made in. */
export interface ObservedCall {
  /**
   * Aborted when its caller is answered that the time is over: it counts as TIMEOUT then, whatever
   * becomes of it.
   */
  readonly signal?: AbortSignal;
  /** Milliseconds that are left for the answer. */
  remainingMs(): number;
  readonly notes: CallNotes;
}

/**
 * The fields that a call's log line has beside the request's own. Each is written by the code that
 * learns it.
 */
export interface CallNotes {
  predictionId?: string;
  model?: string | undefined;
  version?: number | undefined;
  /** Milliseconds of each stage of the prediction that there was. */
  stagesMs?: Readonly<Record<string, number>>;
}

/**
 * Makes one prediction and records what came of it, whatever that is, once: the death of this
 * process too, which `watch` tells to whoever finds it.
 */
export async function observePrediction<T>(
  predict: (facts: PredictionFacts) => Promise<T>,
  deps: ObserveDeps,
  call: ObservedCall,
): Promise<T> {
  const { clock, metrics, isColdStart, watch, budget, countedLabels = 0 } = deps;
  const facts: PredictionFacts = { id: deps.newId(), stages: new StageTimes() };
  const tell = deps.trace?.();
  call.notes.predictionId = facts.id;
  const startedAtMs = clock.monotonicMs();
  const coldStart = isColdStart() ? 1 : 0;
  let isRecorded = false;
  const record = (values: MetricEvent['values'], errorType?: ErrorCode): void => {
    if (isRecorded) return;
    isRecorded = true;
    call.notes.model = facts.model;
    call.notes.version = facts.version;
    call.notes.stagesMs = toStages(facts);
    tell?.({ facts, startMs: startedAtMs, endMs: clock.monotonicMs(), code: errorType });
    watch.end(); // before it is counted: from here on nobody counts its death
    const [labels, ...more] = errorType === undefined ? countLabels(facts, countedLabels) : [];
    metrics.record({
      values: {
        Predictions: 1,
        ColdStart: coldStart,
        ...toValues(facts),
        ...values,
        ...labels?.values,
      },
      dimensions: { ...toDimensions(facts, errorType), ...labels?.dimensions },
      properties: { predictionId: facts.id },
    });
    for (const event of more) metrics.record(event);
  };
  const recordError = (code: ErrorCode): void => {
    const failure = toFailure(code);
    const spent = spendBudget({ hasFailed: failure.Errors === 1 }, budget, facts.settings);
    record({ ...failure, ...spent }, code);
  };
  const onEnd = (failure: unknown): void => {
    if (failure === undefined) {
      record(toAnswered(facts, roundMs(clock.monotonicMs() - startedAtMs), budget));
    } else recordError(failure instanceof MaasError ? failure.code : 'INTERNAL');
  };
  call.signal?.addEventListener('abort', () => {
    recordError('TIMEOUT');
  });
  watch.begin(call.remainingMs());
  try {
    const result = await predict(facts);
    if (facts.stream) facts.stream.observe({ onEnd });
    else onEnd(undefined);
    return result;
  } catch (error) {
    onEnd(error ?? new Error('Nothing was thrown.'));
    throw error;
  }
}

/** Makes the metrics of a prediction that was answered. */
function toAnswered(
  { slowMs, settings }: PredictionFacts,
  latencyMs: number,
  budget: ErrorBudget,
): MetricEvent['values'] {
  return {
    PredictionLatency: latencyMs,
    Errors: 0,
    ClientErrors: 0,
    ...(slowMs === undefined ? {} : { SlowAnswers: latencyMs > slowMs ? 1 : 0 }),
    ...spendBudget({ hasFailed: false, latencyMs }, budget, settings),
  };
}

/** The stages of a prediction, in their order; those that did not happen are left out. */
export function toStages({ stages }: PredictionFacts): Record<string, number> {
  return Object.fromEntries(
    stages.list().map(({ stage, durationMs }) => [stage, roundMs(durationMs)]),
  );
}

function toDimensions(
  { model, version, countedAs, start }: PredictionFacts,
  errorType: ErrorCode | undefined,
): MetricEvent['dimensions'] {
  return {
    ...(countedAs === undefined ? {} : { Caller: countedAs }),
    ...(model === undefined ? {} : { Model: model }),
    ...(version === undefined ? {} : { Version: String(version) }),
    ...(start === undefined ? {} : { Start: start }),
    ...(errorType === undefined ? {} : { ErrorType: errorType }),
  };
}

function toValues({
  countedAs,
  requestBytes,
  stages,
  start,
  scores,
}: PredictionFacts): MetricEvent['values'] {
  const times = stages
    .list()
    .map(({ stage, durationMs }) => [STAGE_METRICS[stage], roundMs(durationMs)] as const);
  return {
    ...(countedAs === undefined ? {} : { CallerPredictions: 1 }),
    ...(requestBytes === undefined ? {} : { RequestBytes: requestBytes }),
    ...Object.fromEntries(times),
    ...(start === undefined ? {} : { SessionCacheHit: start === 'warm' ? 1 : 0 }),
    ...(scores === undefined || scores.length === 0 ? {} : { Score: scores }),
  };
}
