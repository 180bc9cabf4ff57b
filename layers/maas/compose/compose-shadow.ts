import { EmfMetricSink } from '../adapters/metrics/emf-metric-sink.ts';
import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { ProcessPredictionWatch } from '../adapters/watch/process-prediction-watch.ts';
import { PredictionSigner } from '../core/feedback/prediction-signer.ts';
import { toShadowDeath } from '../core/monitoring/prediction-failure.ts';
import type { Stopwatch } from '../core/ports/clock.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { MetricSink } from '../core/ports/metrics.ts';
import { composeVersions, type ServingParts } from './compose-predict.ts';
import { composeDecoders } from './compose-decoders.ts';
import { composeReader } from './compose-reader.ts';
import { countDeath } from './count-death.ts';
import { readSettings } from './settings.ts';
import type { Environment } from './settings-reader.ts';

export interface ShadowParts {
  readonly logger: Logger;
  readonly clock: Stopwatch;
  /** Records how copies compare. */
  readonly metrics: MetricSink;
  /** Answers the copies. It counts no predictions, as nobody asked for these. */
  readonly serving: Promise<Omit<ServingParts, 'newId'>>;
}

/** The call was let in when it was answered. */
const OPEN = { admit: () => undefined };
/** Its answer is compared, and nothing else of it read. */
const COMPARED = { exchange: false, runs: false, answer: true };
const UNCOUNTED: MetricSink = { record: () => undefined };

/**
 * The parts of the function `shadow`: those of `predict`, but for what it tells.
 * @param program ends late copies @throws SettingsError
 */
export function composeShadow(environment: Environment, program: string): ShadowParts {
  const settings = readSettings(environment);
  const clock = systemClock;
  const logger = new JsonLogger({ level: settings.logLevel, fields: { function: 'shadow' } });
  countDeath(settings, undefined, toShadowDeath);
  const { predictionNote, predictTimeoutMs, defaultModel } = settings;
  const { metricNamespace, metricDetail } = settings;
  const metrics = new EmfMetricSink({ namespace: metricNamespace, detail: metricDetail, clock });
  const watch = new ProcessPredictionWatch({
    program,
    notePath: predictionNote,
    limitMs: predictTimeoutMs,
    metricNamespace,
    metricDetail,
    clock,
  });
  return {
    logger,
    clock,
    metrics,
    serving: composeReader(settings.store, clock).then((reader) => ({
      gate: OPEN,
      ...composeVersions(reader, settings, { clock, logger, metrics }),
      decoders: composeDecoders(),
      clock,
      metrics: UNCOUNTED,
      signer: new PredictionSigner(undefined, clock),
      isColdStart: () => false,
      watch,
      budget: settings,
      defaultModel,
      random: Math.random,
      drawKept: () => COMPARED,
    })),
  };
}
