/**
 * Every metric that the functions emit: name, unit and dimensions, read by the emitter, the alarms
 * and the dashboard alike. Each dimension set of a metric is one CloudWatch metric; the empty set
 * is the fleet.
 */
export const DIMENSIONS = ['Model', 'Version', 'ErrorType', 'Caller', 'Start', 'Label'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/**
 * Values of `Start`: `cold` where a prediction waited until its model was loaded, `warm` where the
 * model was in memory.
 */
export const STARTS = ['cold', 'warm'] as const;
export type Start = (typeof STARTS)[number];

/**
 * The details of metrics. Each level includes the one before it: no metrics; those that alarms,
 * roll-outs and accuracy need; stages, cold and warm, sizes of calls and scores, by model; stages
 * by version.
 */
/** A name that CloudWatch takes for a namespace; those of AWS's own begin with `AWS/`. */
export const METRIC_NAMESPACE = /^(?!AWS\/|:)[\w.\-/#:]{1,255}$/;

export const METRIC_DETAILS = ['off', 'low', 'standard', 'high'] as const;
export type MetricDetail = (typeof METRIC_DETAILS)[number];

/** The label that counts those which have no metric of their own. */
export const OTHER_LABELS = 'other';

export type MetricUnit = 'Bytes' | 'Count' | 'Milliseconds' | 'None';

export interface MetricSpec {
  readonly unit: MetricUnit;
  readonly dimensionSets: readonly (readonly Dimension[])[];
  /**
   * From which detail on there is such a metric; by `Start` from 'standard' on, and by that and
   * version at 'high'. @default 'low'
   */
  readonly detail?: Exclude<MetricDetail, 'off'>;
  /**
   * True if it has values only when something is wrong, rolled out, shadowed or asked for: what a
   * model costs is counted without it. One that the calls of some models always have is none, though
   * those of others never have it: its owner pays for it. @default false
   */
  readonly isOccasional?: boolean;
}

const OF_SHADOWS = { dimensionSets: [['Model', 'Version']], isOccasional: true } as const;
const PER_VERSION = [[], ['Model'], ['Model', 'Version']] as const;
const PER_START = [
  ['Model', 'Start'],
  ['Model', 'Version', 'Start'],
] as const;
const STAGE = { unit: 'Milliseconds', dimensionSets: PER_START } as const;

export const METRICS = {
  /** Prediction requests that reached the function, whatever came of them. */
  Predictions: { unit: 'Count', dimensionSets: PER_VERSION },
  /** From the request's arrival in the function to its answer, of requests that were answered. */
  PredictionLatency: {
    unit: 'Milliseconds',
    dimensionSets: [...PER_VERSION, ...PER_START],
  },
  /** Size of a call's body, decompressed: tells larger calls from a slower model. */
  RequestBytes: { unit: 'Bytes', dimensionSets: [['Model']], detail: 'standard' },
  /** Reading the body of a call and making tensors of it, tokens and pixels included. */
  DecodeLatency: STAGE,
  /** Fetching a version's files; of cold starts alone. */
  DownloadLatency: STAGE,
  /** Making a session of them; of cold starts alone. */
  CreateLatency: STAGE,
  /** Waiting for a run's turn, where runs wait. */
  QueueLatency: STAGE,
  /** ONNX Runtime's share of it. */
  InferenceLatency: {
    unit: 'Milliseconds',
    dimensionSets: [...PER_VERSION, ...PER_START],
    detail: 'standard',
  },
  /** Making the answer of what the last run gave. */
  EncodeLatency: STAGE,
  /** From the first request for a version to its session, fetching included. */
  ModelLoadLatency: { unit: 'Milliseconds', dimensionSets: PER_VERSION, detail: 'standard' },
  /** 1 for the first request of a function instance, 0 for the others. */
  ColdStart: { unit: 'Count', dimensionSets: PER_VERSION, detail: 'standard' },
  /** 1 where the session was in memory, 0 where it had to be loaded. */
  SessionCacheHit: { unit: 'Count', dimensionSets: PER_VERSION, detail: 'standard' },
  /**
   * Requests that failed through the service's or the model's own fault (status 500 and above, but
   * for 501).
   */
  Errors: { unit: 'Count', dimensionSets: PER_VERSION },
  /**
   * Requests that failed through the caller's fault (status 400 to 499, and 501: what is asked for
   * is not there to have).
   */
  ClientErrors: { unit: 'Count', dimensionSets: PER_VERSION },
  /** Failed requests by their error code, of both kinds. */
  ErrorsByType: {
    unit: 'Count',
    dimensionSets: [['ErrorType'], ['Model', 'ErrorType']],
    isOccasional: true,
  },
  /**
   * Predictions that were let in, of callers with a quota and of those that the service is told to
   * count: `Caller` has no other values than these and 'other'.
   */
  CallerPredictions: { unit: 'Count', dimensionSets: [['Model', 'Caller']], isOccasional: true },
  /** 1 for each answer from a record that could not be revalidated because the store failed. */
  StaleRecord: { unit: 'Count', dimensionSets: [[], ['Model']], isOccasional: true },
  /** The confidence that the model gave with each label, between 0 and 1. */
  Score: { unit: 'None', dimensionSets: [['Model'], ['Model', 'Version']], detail: 'standard' },
  /**
   * Counts how often each label was answered, of the first 100 inputs of a call. The first labels
   * of a model, as many as the service counts, have their names; all others are `other`.
   */
  Labels: { unit: 'Count', dimensionSets: [['Model', 'Label']], detail: 'standard' },
  /**
   * The part of its version's error budget that a prediction takes: 1 where it failed through the
   * service's or the model's own fault, less the share of predictions that may fail. Its sum over a
   * period is the number of failures beyond that share, so few predictions stay near 0. Left out
   * for a model with an error rate of its own.
   */
  ErrorsOverBudget: { unit: 'None', dimensionSets: [['Model', 'Version']] },
  /**
   * The same for answers that took longer than the latency limit, of which 1 in 100 may. Left out
   * for a model with a latency limit of its own.
   */
  SlowOverBudget: { unit: 'None', dimensionSets: [['Model', 'Version']] },
  /**
   * During a roll-out, of both of its versions: 1 for each answer that took longer than the
   * roll-out's `slowMs`, 0 for each that did not.
   */
  SlowAnswers: { unit: 'Count', dimensionSets: [['Model', 'Version']], isOccasional: true },
  /**
   * The population stability index of the input or output that has moved most from the version's
   * baseline, over the threshold. Above 1, that is more than chance, or than the model allows.
   */
  Drift: { unit: 'None', dimensionSets: [['Model', 'Version']] },
  /** That index itself: 0 where values are distributed as in the baseline. */
  DriftIndex: { unit: 'None', dimensionSets: [['Model', 'Version']] },
  /** The index to be expected where nothing has changed: its mean. */
  DriftExpected: { unit: 'None', dimensionSets: [['Model', 'Version']] },
  /** The index that chance exceeds in 1 of 100 looks at most, or that the model allows. */
  DriftThreshold: { unit: 'None', dimensionSets: [['Model', 'Version']] },
  /**
   * 1 for each prediction whose truth equals what was answered, all of its labels together, 0 for
   * each that does not: at the time when the truth came.
   */
  Accuracy: { unit: 'None', dimensionSets: [['Model'], ['Model', 'Version']], isOccasional: true },
  /** Distance between each answered value and its truth. */
  AbsoluteError: {
    unit: 'None',
    dimensionSets: [['Model'], ['Model', 'Version']],
    isOccasional: true,
  },
  /** The square of that distance. */
  SquaredError: {
    unit: 'None',
    dimensionSets: [['Model'], ['Model', 'Version']],
    isOccasional: true,
  },
  /** Copies of calls that reached the shadow, whatever came of them. */
  ShadowPredictions: { unit: 'Count', ...OF_SHADOWS },
  /** 1 for each copy that the shadow failed at, though its call was answered, 0 for the others. */
  ShadowErrors: { unit: 'Count', ...OF_SHADOWS },
  /** Time that the shadow took for each copy that it answered, without loading. */
  ShadowLatency: { unit: 'Milliseconds', ...OF_SHADOWS },
  /** Copies that were not run: too large, or more than the shadow had time for. */
  ShadowSkipped: { unit: 'Count', ...OF_SHADOWS },
  /** 1 for each input of which the shadow said the same as was answered, 0 for each other. */
  Agreement: { unit: 'None', ...OF_SHADOWS },
} as const satisfies Record<string, MetricSpec>;

export type MetricName = keyof typeof METRICS;

/** The sets of dimensions that a metric is emitted with. */
export function listDimensionSets(
  { dimensionSets, detail = 'low' }: MetricSpec,
  wanted: MetricDetail,
): MetricSpec['dimensionSets'] {
  const level = METRIC_DETAILS.indexOf(wanted);
  return dimensionSets.filter((set) => {
    const needed = !set.includes('Start') ? detail : set.includes('Version') ? 'high' : 'standard';
    return level >= METRIC_DETAILS.indexOf(needed);
  });
}
