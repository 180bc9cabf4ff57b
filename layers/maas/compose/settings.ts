import { availableParallelism, totalmem } from 'node:os';
import { LOG_LEVELS, type LogLevel } from '../adapters/json-logger.ts';
import { ALARM_LIMITS } from '../contract/alarm-limits.ts';
import { DEFAULTS, ENVIRONMENT } from '../contract/environment.ts';
import { FUNCTIONS } from '../contract/functions.ts';
import { LIMITS } from '../contract/limits.ts';
import { METRIC_DETAILS, METRIC_NAMESPACE, type MetricDetail } from '../contract/metrics.ts';
import { CALLER_NAME, MODEL_NAME } from '../contract/names.ts';
import type { CaptureSettings } from '../core/registry/records.ts';
import { SettingsError, SettingsReader, type Environment } from './settings-reader.ts';

/** The registry's place: a bucket, or a folder. */
export type StoreSettings =
  | { readonly kind: 's3'; readonly bucket: string; readonly pathStyle: boolean }
  | {
      readonly kind: 'files';
      readonly directory: string;
      readonly secret: string;
      readonly url: string;
    };

/** Alarms of single models: in CloudWatch, or files that one machine evaluates. */
export type AlarmSettings =
  | { readonly kind: 'cloudwatch'; readonly prefix: string; readonly topic: string }
  | { readonly kind: 'files'; readonly directory: string };

/** The destination of captured lines: a stream of Firehose, or files. */
export type CaptureDestination =
  | { readonly kind: 'firehose'; readonly stream: string }
  | { readonly kind: 'files'; readonly directory: string };

/** The place of the keys that sign predictions' ids. */
export type PredictionKeySettings =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'secret'; readonly secret: string };

/** An address that is posted to as a topic of SNS would, and what signs that. */
export interface WebhookSettings {
  readonly address: string;
  readonly keyDirectory: string;
  /** The service's address. */
  readonly url: string;
}

/** The destination of the copies that shadows run. */
export type ShadowSettings =
  | { readonly kind: 'function'; readonly arn: string }
  | { readonly kind: 'socket'; readonly path: string };

export interface Settings {
  readonly store: StoreSettings;
  readonly defaultModel: string;
  /** Models that are loaded while `predict` starts. */
  readonly preload: readonly string[];
  /** undefined where ids are not signed, and no feedback is taken. */
  readonly predictionKeys: PredictionKeySettings | undefined;
  /** undefined where no shadow runs. */
  readonly shadows: ShadowSettings | undefined;
  /** Memory of the function, or of the machine where there is none. */
  readonly memoryMb: number;
  /** Threads that one run of a model may take. */
  readonly threads: number;
  /** Threads of a run that is long, and whose bits they do not change. */
  readonly parallelThreads: number;
  readonly bundleDirectory: string;
  readonly loadMarks: string;
  readonly bundleBudgetBytes: number;
  readonly metricNamespace: string;
  /** Callers who are counted by themselves. */
  readonly countedCallers: readonly string[];
  readonly metricDetail: MetricDetail;
  readonly countedLabels: number;
  /** The folder of files that hold the metrics as lines; undefined where CloudWatch holds them. */
  readonly metricsDirectory: string | undefined;
  readonly recordTtlMs: number;
  readonly predictTimeoutMs: number;
  readonly predictionNote: string;
  readonly probeTimeoutMs: number;
  readonly predictMemoryMb: number;
  /** True if the function that serves is an endpoint's, whose memory is a prop of its own. */
  readonly hasEndpoint: boolean;
  readonly probeMemoryMb: number;
  readonly errorRatePercent: number;
  readonly latencyP99Ms: number;
  /**
   * The settings of alarms of models with limits of their own; undefined where no model can have
   * any.
   */
  readonly alarms: AlarmSettings | undefined;
  /** The rule that looks at open roll-outs; undefined where something else does. */
  readonly rolloutRule: string | undefined;
  /** The topic that is told what became of them. */
  readonly rolloutTopic: string | undefined;
  /** The address that is told of it on one machine. */
  readonly rolloutWebhook: WebhookSettings | undefined;
  /** undefined where there is none. */
  readonly captures: CaptureDestination | undefined;
  /** For models that do not say themselves. */
  readonly captureDefaults: CaptureSettings;
  readonly logLevel: LogLevel;
}

const MIB = 1024 * 1024;
/** Threads of one run: more than the processors of most machines, and none is worth more. */
const THREADS = 256;
/** Set by Lambda itself. */
const MEMORY_VARIABLE = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';
/** Lambda gives one vCPU for so much memory. */
const MEMORY_MB_PER_VCPU = 1769;

/**
 * Reads the settings from the environment, checked, with the defaults of `contract/environment.ts`.
 * @throws SettingsError
 */
export function readSettings(environment: Environment = process.env): Settings {
  const read = new SettingsReader(environment);
  const memoryMb = read.number(MEMORY_VARIABLE, Math.floor(totalmem() / MIB), 1);
  const threads = read.number(ENVIRONMENT.threads, countThreads(read, memoryMb), 1, THREADS);
  return {
    store: readStore(read),
    defaultModel:
      read.formed(ENVIRONMENT.defaultModel, MODEL_NAME, 'reviews') ?? DEFAULTS.defaultModel,
    preload: read.list(ENVIRONMENT.preload, MODEL_NAME, 'reviews'),
    predictionKeys: readPredictionKeys(read),
    shadows: readShadows(read),
    memoryMb,
    threads,
    parallelThreads: read.number(ENVIRONMENT.parallelThreads, threads, 1, THREADS),
    bundleDirectory: read.text(ENVIRONMENT.bundleDirectory) ?? DEFAULTS.bundleDirectory,
    loadMarks: read.text(ENVIRONMENT.loadMarks) ?? DEFAULTS.loadMarks,
    bundleBudgetBytes:
      read.number(
        ENVIRONMENT.bundleBudgetMb,
        FUNCTIONS.predict.ephemeralStorageMb - DEFAULTS.bundleReserveMb,
        1,
      ) * MIB,
    ...readMetrics(read),
    recordTtlMs: read.number(ENVIRONMENT.recordTtlMs, DEFAULTS.recordTtlMs, 0),
    predictTimeoutMs: read.number(ENVIRONMENT.predictTimeoutMs, DEFAULTS.predictTimeoutMs, 1),
    predictionNote: read.text(ENVIRONMENT.predictionNote) ?? DEFAULTS.predictionNote,
    probeTimeoutMs: read.number(ENVIRONMENT.probeTimeoutMs, DEFAULTS.probeTimeoutMs, 1),
    predictMemoryMb: read.number(ENVIRONMENT.predictMemoryMb, FUNCTIONS.predict.memoryMb, 1),
    hasEndpoint: read.text(ENVIRONMENT.endpoint) !== undefined,
    probeMemoryMb: read.number(
      ENVIRONMENT.probeMemoryMb,
      Math.max(1, memoryMb - DEFAULTS.probeReserveMb),
      1,
    ),
    errorRatePercent: read.percent(
      ENVIRONMENT.errorRatePercent,
      ALARM_LIMITS.errorRatePercent,
      'above 0',
    ),
    latencyP99Ms: read.number(ENVIRONMENT.latencyP99Ms, ALARM_LIMITS.latencyP99Ms, 1),
    alarms: readAlarms(read),
    rolloutRule: read.text(ENVIRONMENT.rolloutRule),
    rolloutTopic: read.text(ENVIRONMENT.rolloutTopic),
    rolloutWebhook: readWebhook(read),
    captures: readCaptures(read),
    captureDefaults: {
      percent: read.percent(ENVIRONMENT.capturePercent, 0),
      redact: read.names(ENVIRONMENT.captureRedact),
    },
    logLevel: read.oneOf(ENVIRONMENT.logLevel, LOG_LEVELS, DEFAULTS.logLevel),
  };
}

function readMetrics(
  read: SettingsReader,
): Pick<
  Settings,
  'metricNamespace' | 'countedCallers' | 'metricDetail' | 'countedLabels' | 'metricsDirectory'
> {
  return {
    metricNamespace:
      read.formed(ENVIRONMENT.metricNamespace, METRIC_NAMESPACE, 'ServerlessMaas/prod') ??
      DEFAULTS.metricNamespace,
    countedCallers: read.list(
      ENVIRONMENT.countedCallers,
      CALLER_NAME,
      'key:abc123 or sub:alice',
      LIMITS.countedCallers,
    ),
    metricDetail: read.oneOf(ENVIRONMENT.metricDetail, METRIC_DETAILS, DEFAULTS.metricDetail),
    countedLabels: read.number(ENVIRONMENT.countedLabels, DEFAULTS.countedLabels, 0),
    metricsDirectory: read.text(ENVIRONMENT.metricsDirectory),
  };
}

function readWebhook(read: SettingsReader): WebhookSettings | undefined {
  const address = read.text(ENVIRONMENT.alarmWebhook);
  const keyDirectory = read.text(ENVIRONMENT.signingKeyDirectory);
  const url = read.text(ENVIRONMENT.serviceUrl);
  if (address === undefined || keyDirectory === undefined || url === undefined) return undefined;
  return { address, keyDirectory, url };
}

/** As many as there are processors, and on Lambda no more than the function's memory pays for. */
function countThreads(read: SettingsReader, memoryMb: number): number {
  const isLambda = read.text(MEMORY_VARIABLE) !== undefined;
  const paid = isLambda ? Math.max(1, Math.floor(memoryMb / MEMORY_MB_PER_VCPU)) : Infinity;
  return Math.min(availableParallelism(), paid);
}

function readStore(read: SettingsReader): StoreSettings {
  const bucket = read.text(ENVIRONMENT.bucket);
  const directory = read.text(ENVIRONMENT.storeDirectory);
  if ((bucket === undefined) === (directory === undefined)) {
    throw new SettingsError(
      `Exactly one of ${ENVIRONMENT.bucket} and ${ENVIRONMENT.storeDirectory} says where the ` +
        `registry is; got ${bucket === undefined ? 'neither' : 'both'}.`,
    );
  }
  if (bucket !== undefined) {
    return {
      kind: 's3',
      bucket,
      pathStyle: read.oneOf(ENVIRONMENT.s3PathStyle, ['true', 'false'], 'false') === 'true',
    };
  }
  return {
    kind: 'files',
    directory: directory ?? '',
    secret: read.required(ENVIRONMENT.storeSecret),
    url: read.required(ENVIRONMENT.storeUrl),
  };
}

function readShadows(read: SettingsReader): ShadowSettings | undefined {
  const path = read.text(ENVIRONMENT.shadowSocket);
  if (path !== undefined) return { kind: 'socket', path };
  const arn = read.text(ENVIRONMENT.shadowFunction);
  return arn === undefined ? undefined : { kind: 'function', arn };
}

function readPredictionKeys(read: SettingsReader): PredictionKeySettings | undefined {
  const path = read.text(ENVIRONMENT.predictionKeyFile);
  if (path !== undefined) return { kind: 'file', path };
  const secret = read.text(ENVIRONMENT.predictionKeySecret);
  return secret === undefined ? undefined : { kind: 'secret', secret };
}

function readAlarms(read: SettingsReader): AlarmSettings | undefined {
  const directory = read.text(ENVIRONMENT.alarmsDirectory);
  if (directory !== undefined) return { kind: 'files', directory };
  const prefix = read.text(ENVIRONMENT.alarmPrefix);
  if (prefix === undefined) return undefined;
  const topic = read.required(ENVIRONMENT.alarmTopic, 'the alarms of single models need it');
  return { kind: 'cloudwatch', prefix, topic };
}

function readCaptures(read: SettingsReader): CaptureDestination | undefined {
  const directory = read.text(ENVIRONMENT.capturesDirectory);
  if (directory !== undefined) return { kind: 'files', directory };
  const stream = read.text(ENVIRONMENT.captureStream);
  return stream === undefined ? undefined : { kind: 'firehose', stream };
}
