import { PredictionSigner } from '../core/feedback/prediction-signer.ts';
import { EmfMetricSink } from '../adapters/metrics/emf-metric-sink.ts';
import { FileBundleCache } from '../adapters/bundles/file-bundle-cache.ts';
import { JsonLogger } from '../adapters/json-logger.ts';
import { OnnxModelRuntime } from '../adapters/onnx/onnx-model-runtime.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { ProcessPredictionWatch } from '../adapters/watch/process-prediction-watch.ts';
import { CallerGate } from '../core/access/caller-gate.ts';
import type { CaptureDeps } from '../core/capture/capture-prediction.ts';
import { drawKept } from '../core/capture/draw-kept.ts';
import { DriftSketches, type DriftSketchesOptions } from '../core/drift/drift-sketches.ts';
import { lazily } from '../core/lazily.ts';
import type { ObserveDeps } from '../core/monitoring/observe-prediction.ts';
import type { Clock, Stopwatch } from '../core/ports/clock.ts';
import type { LoadMarks } from '../core/ports/load-marks.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { MetricSink } from '../core/ports/metrics.ts';
import type { ObjectReader } from '../core/ports/object-store.ts';
import { modelKey, versionKey } from '../core/registry/keys.ts';
import { requireRecord } from '../core/registry/record-store.ts';
import type { ReadyVersion } from '../core/registry/records.ts';
import { RecordCache } from '../core/serving/record-cache.ts';
import type { SendCopyDeps } from '../core/shadow/send-copy.ts';
import type { ServeDeps } from '../core/serving/serve.ts';
import { SessionCache } from '../core/serving/session-cache.ts';
import { Statistics } from '../core/serving/statistics.ts';
import { composeCaptures } from './compose-captures.ts';
import { composeDecoders } from './compose-decoders.ts';
import { composePreload } from './compose-preload.ts';
import { composeRandomness, composeRenewal } from './compose-snapshot.ts';
import { composeTracer } from './compose-tracer.ts';
import { countDeath } from './count-death.ts';
import { composeKeyRing } from './compose-key-ring.ts';
import { composeShadowSender } from './compose-shadow-sender.ts';
import { composeReader } from './compose-reader.ts';
import { toServingLimit, toSessionBudget } from './memory-limit.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Environment } from './settings-reader.ts';

/** Milliseconds after which counts are on file. */
const QUIET_MS = 1000;

/** The parts that make predictions, for callers and for shadows. */
export interface ServingParts extends ServeDeps, ObserveDeps {
  readonly signer: PredictionSigner;
  readonly defaultModel: string;
}

export interface PredictParts {
  readonly logger: Logger;
  readonly clock: Clock & Stopwatch;
  /** Settles when what was to be loaded ahead is in memory; it never rejects. */
  readonly preloaded: Promise<void>;
  /** To be awaited before the first request; undefined where there is nothing to renew. */
  readonly renew: (() => Promise<void>) | undefined;
  readonly serving: Promise<
    ServingParts &
      SendCopyDeps &
      CaptureDeps & {
        readonly records: RecordCache;
        readonly statistics: Statistics;
        readonly sketches: DriftSketches;
        readonly sessions: SessionCache;
        readonly openMarks: () => Promise<LoadMarks>;
      }
  >;
}

export interface PredictOptions {
  /** The program that ends late predictions. */
  readonly program: string;
  /** Takes metrics, and what the log says of each request. @default - they go to stdout */
  readonly writeLine?: (line: string) => void;
  /** Copies of a snapshot draw ids from it. @default - the kernel's device */
  readonly randomDevice?: string | undefined;
}

/** The parts of the function `predict`. @throws SettingsError */
export function composePredict(
  environment: Environment,
  { program, writeLine = writeToStdout, randomDevice }: PredictOptions,
): PredictParts {
  const settings = readSettings(environment);
  const clock = systemClock;
  const logger = composeLogger(settings, writeLine);
  countDeath(settings);
  const randomness = composeRandomness(environment, randomDevice);
  const { newId, random } = randomness;
  const keys = composeKeyRing(settings, clock, logger);
  const statistics = composeStatistics(settings, clock, writeLine);
  const captures = composeCaptures(settings, clock);
  const shadows = composeShadowSender(settings, clock);
  const { captureDefaults } = settings;
  const sketches = composeSketches(settings, { captures, clock, logger });
  const parts: Omit<PredictParts, 'preloaded' | 'renew'> = {
    logger,
    clock,
    serving: composeReader(settings.store, clock).then((reader) => ({
      ...composeVersions(reader, settings, { clock, logger, metrics: statistics }),
      shadows,
      logger,
      openMarks: lazily(() => openLoadMarks(settings, clock)),
      decoders: composeDecoders(),
      clock,
      metrics: statistics,
      statistics,
      signer: new PredictionSigner(keys, clock),
      gate: new CallerGate({ clock, counted: settings.countedCallers }),
      isColdStart: onceTrue(),
      watch: new ProcessPredictionWatch({
        program,
        notePath: settings.predictionNote,
        limitMs: settings.predictTimeoutMs,
        metricNamespace: settings.metricNamespace,
        metricDetail: settings.metricDetail,
        clock,
      }),
      trace: composeTracer(environment, clock, randomness),
      countedLabels: settings.countedLabels,
      budget: settings,
      defaultModel: settings.defaultModel,
      newId,
      captures,
      sketches,
      captureDefaults,
      random,
      drawKept: (own, alias) =>
        drawKept({ captures, captureDefaults, shadows, random }, own, alias),
    })),
  };
  const { serving } = parts;
  return {
    ...parts,
    preloaded: composePreload(settings, environment, serving),
    renew: composeRenewal(environment, { serving, keys, randomness }),
  };
}

function composeStatistics(
  { metricNamespace: namespace, metricDetail: detail }: Settings,
  clock: Clock & Stopwatch,
  write: (line: string) => void,
): Statistics {
  return new Statistics(new EmfMetricSink({ namespace, detail, clock, write }), clock);
}

function composeLogger({ logLevel }: Settings, writeLine: (line: string) => void): JsonLogger {
  return new JsonLogger({
    level: logLevel,
    fields: { function: 'predict' },
    // Warnings and errors are on their way before anything else happens.
    write: (line, level) => {
      if (level === 'warn' || level === 'error') process.stderr.write(line);
      else writeLine(line);
    },
  });
}

interface VersionsOptions {
  readonly clock: Clock & Stopwatch;
  readonly logger: Logger;
  readonly metrics: MetricSink;
}

/** The records of versions, and their sessions. */
export function composeVersions(
  reader: ObjectReader,
  settings: Settings,
  options: VersionsOptions,
): { readonly records: RecordCache; readonly sessions: SessionCache } {
  const records = composeRecords(reader, settings, options);
  return { records, sessions: composeSessions(reader, settings, records, options) };
}

function composeRecords(
  reader: ObjectReader,
  { recordTtlMs: ttlMs }: Settings,
  { clock, logger, metrics }: VersionsOptions,
): RecordCache {
  return new RecordCache(reader, clock, {
    parse: requireRecord,
    ttlMs,
    onStale: (key, error) => {
      logger.warn('The store failed; the last known record answers.', { key, error });
      metrics.record({ values: { StaleRecord: 1 }, dimensions: {} });
    },
  });
}

function composeSessions(
  reader: ObjectReader,
  { memoryMb, threads, parallelThreads, bundleDirectory, bundleBudgetBytes, hasEndpoint }: Settings,
  records: RecordCache,
  { clock, logger }: VersionsOptions,
): SessionCache {
  const runtime = new OnnxModelRuntime({ threads, parallelThreads, memoryMb });
  // While the function starts: later its first caller would wait. The processor is ONNX Runtime's
  // while the store is connected to. What fails fails again when it is needed, and is told there.
  reader.connect?.().catch(() => undefined);
  runtime.warmUp().catch(() => undefined);
  const bundles = new FileBundleCache({
    reader,
    logger,
    directory: bundleDirectory,
    budgetBytes: bundleBudgetBytes,
  });
  const serving = { predictMemoryMb: memoryMb, hasEndpoint };
  const onMismatch = ({ model, version }: ReadyVersion): void => {
    records.doubt(modelKey(model));
    records.doubt(versionKey(model, version));
  };
  return new SessionCache(
    { runtime, bundles, clock, logger, limit: toServingLimit(serving), onMismatch },
    toSessionBudget(serving).sizeBytes,
  );
}

/** Few calls are followed by a load: what marks it is no part of the start. */
async function openLoadMarks({ loadMarks }: Settings, clock: Clock): Promise<LoadMarks> {
  const { FileLoadMarks } = await import('../adapters/file-load-marks.ts');
  return new FileLoadMarks(loadMarks, clock);
}

/**
 * Between calls Lambda lets nothing run. On one machine, what was counted is written when it is
 * quiet too.
 */
function composeSketches(
  { captures: destination }: Settings,
  options: DriftSketchesOptions,
): DriftSketches {
  const sketches = new DriftSketches(options);
  if (destination?.kind === 'files') setInterval(() => void sketches.write(), QUIET_MS).unref();
  return sketches;
}

function writeToStdout(line: string): void {
  process.stdout.write(line);
}

function onceTrue(): () => boolean {
  let isFirst = true;
  return () => {
    const answer = isFirst;
    isFirst = false;
    return answer;
  };
}
