import { randomUUID } from 'node:crypto';
import { EmfMetricSink } from '../adapters/emf-metric-sink.ts';
import { FileBundleCache } from '../adapters/bundles/file-bundle-cache.ts';
import { JsonLogger } from '../adapters/json-logger.ts';
import { OnnxModelRuntime } from '../adapters/onnx/onnx-model-runtime.ts';
import { SharpImageDecoder } from '../adapters/sharp-image-decoder.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { ThreadPredictionWatch } from '../adapters/watch/thread-prediction-watch.ts';
import type { ObserveDeps } from '../core/monitoring/observe-prediction.ts';
import type { Clock, Logger, ObjectReader, Stopwatch } from '../core/ports.ts';
import type { PredictDeps } from '../core/serving/predict.ts';
import { RecordCache } from '../core/serving/record-cache.ts';
import { SessionCache } from '../core/serving/session-cache.ts';
import { Statistics } from '../core/serving/statistics.ts';
import { countDeath } from './count-death.ts';
import { composeReader } from './compose-reader.ts';
import { readSettings, type Environment, type Settings } from './settings.ts';

const MIB = 1024 * 1024;
/** Of the function's memory, what sessions may not take: Node itself, and the tensors and texts of the requests under way. */
const RESERVE_MB = 512;
const LEAST_SESSION_MB = 256;
/** Lambda gives one vCPU for so much memory. */
const MEMORY_MB_PER_VCPU = 1769;

export interface PredictParts {
  readonly logger: Logger;
  readonly clock: Clock & Stopwatch;
  readonly serving: Promise<
    PredictDeps &
      ObserveDeps & {
        readonly statistics: Statistics;
        readonly defaultModel: string;
        readonly newId: () => string;
      }
  >;
}

/** The parts of the function `predict`. @param program the thread that ends late predictions @throws SettingsError */
export function composePredict(environment: Environment, program: string): PredictParts {
  const settings = readSettings(environment);
  const clock = systemClock;
  const logger = new JsonLogger({ level: settings.logLevel, fields: { function: 'predict' } });
  countDeath(settings);
  const statistics = new Statistics(
    new EmfMetricSink({ namespace: settings.metricNamespace, clock }),
    clock,
  );
  return {
    logger,
    clock,
    serving: composeReader(settings.store, clock).then((reader) => ({
      records: new RecordCache(reader, clock, {
        ttlMs: settings.recordTtlMs,
        onStale: (key, error) => {
          logger.warn('The store failed; the last known record answers.', { key, error });
          statistics.record({ values: { StaleRecord: 1 }, dimensions: {} });
        },
      }),
      sessions: composeSessions(reader, settings, clock, logger),
      images: new SharpImageDecoder(),
      clock,
      metrics: statistics,
      statistics,
      isColdStart: onceTrue(),
      watch: new ThreadPredictionWatch({
        program,
        notePath: settings.predictionNote,
        limitMs: settings.predictTimeoutMs,
        metricNamespace: settings.metricNamespace,
        clock,
      }),
      defaultModel: settings.defaultModel,
      newId: randomUUID,
    })),
  };
}

function composeSessions(
  reader: ObjectReader,
  { memoryMb, bundleDirectory, bundleBudgetBytes }: Settings,
  clock: Clock & Stopwatch,
  logger: Logger,
): SessionCache {
  const runtime = new OnnxModelRuntime({ threads: memoryMb / MEMORY_MB_PER_VCPU, memoryMb });
  const bundles = new FileBundleCache({
    reader,
    directory: bundleDirectory,
    budgetBytes: bundleBudgetBytes,
  });
  return new SessionCache(
    { runtime, bundles, clock, logger },
    Math.max(LEAST_SESSION_MB, memoryMb - RESERVE_MB) * MIB,
  );
}

function onceTrue(): () => boolean {
  let isFirst = true;
  return () => {
    const answer = isFirst;
    isFirst = false;
    return answer;
  };
}
