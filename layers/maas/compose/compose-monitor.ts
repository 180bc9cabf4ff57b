import { SignedWebhookMessenger } from '../adapters/alarms/signed-webhook-messenger.ts';
import { SigningKey } from '../adapters/alarms/signing-key.ts';
import { EmfMetricSink } from '../adapters/metrics/emf-metric-sink.ts';
import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { CapturedLines } from '../core/capture/captured-lines.ts';
import type { TickDeps } from '../core/promotion/revise-rollout.ts';
import type { Clock, Stopwatch } from '../core/ports/clock.ts';
import type { Logger } from '../core/ports/logger.ts';
import { FeedbackStore } from '../core/feedback/feedback-store.ts';
import type { KeyRing } from '../core/feedback/key-ring.ts';
import { RememberingReader } from '../core/monitoring/remembering-reader.ts';
import type { MetricReader, MetricSink } from '../core/ports/metrics.ts';
import { composeCapturedLines } from './compose-captured-lines.ts';
import { composeKeyRing } from './compose-key-ring.ts';
import { composeMetricReader } from './compose-metric-reader.ts';
import { composeStore } from './compose-store.ts';
import { composeSchedule } from './compose-schedule.ts';
import { composeRegistry } from './compose-registry.ts';
import { toSessionBudget } from './memory-limit.ts';
import { readEndpoints } from './read-endpoints.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Environment } from './settings-reader.ts';

export interface MonitorParts {
  readonly logger: Logger;
  readonly clock: Clock & Stopwatch;
  readonly deps: Promise<MonitorDeps>;
}

interface MonitorDeps extends TickDeps {
  /** The metrics that reports are made of. */
  readonly reports: Pick<MetricReader, 'read'>;
  readonly feedback: FeedbackStore;
  /** undefined where ids are not signed. */
  readonly keys: KeyRing | undefined;
  /** Records the truths that are counted. */
  readonly sink: MetricSink;
  /** Counts for drift. */
  readonly captured: CapturedLines;
  readonly clock: Clock;
}

/** CloudWatch has the metrics of a minute some two minutes after it; lines in files are there. */
const LATE_MS = { cloudwatch: 180_000, files: 5000 };
/** Firehose lays lines down after five minutes, and needs some more now and then. */
const LINES_LATE_MS = { firehose: 480_000, files: LATE_MS.files };

/** The parts of the function `monitor`. @throws SettingsError */
export function composeMonitor(environment: Environment): MonitorParts {
  const settings = readSettings(environment);
  const toSettings = readEndpoints(environment, settings);
  const clock = systemClock;
  const logger = new JsonLogger({ level: settings.logLevel, fields: { function: 'monitor' } });
  return { logger, clock, deps: composeDeps(settings, toSettings, { clock, logger }) };
}

async function composeDeps(
  settings: Settings,
  toSettings: (model: string) => Settings,
  { clock, logger }: { readonly clock: Clock & Stopwatch; readonly logger: Logger },
): Promise<MonitorDeps> {
  const { metricsDirectory, metricNamespace, metricDetail } = settings;
  const [registry, metrics, store] = await Promise.all([
    composeRegistry(settings, clock),
    composeMetricReader(settings, clock),
    composeStore(settings.store, clock),
  ]);
  return {
    registry,
    metrics,
    reports: metricsDirectory === undefined ? new RememberingReader(metrics, clock) : metrics,
    clock,
    logger,
    feedback: new FeedbackStore(store),
    captured: await composeCapturedLines(settings, store),
    keys: composeKeyRing(settings, clock, logger),
    sink: new EmfMetricSink({ namespace: metricNamespace, detail: metricDetail, clock }),
    schedule: composeSchedule(settings),
    getSessionBudget: (model) => toSessionBudget(toSettings(model)),
    metricsLateMs: metricsDirectory === undefined ? LATE_MS.cloudwatch : LATE_MS.files,
    answersLateMs: metricsDirectory === undefined ? LINES_LATE_MS.firehose : LINES_LATE_MS.files,
    messengers: await composeMessengers(settings, clock),
  };
}

async function composeMessengers(
  { rolloutTopic, rolloutWebhook }: Settings,
  clock: Clock,
): Promise<TickDeps['messengers']> {
  if (rolloutTopic !== undefined) {
    const { SnsMessenger } = await import('../adapters/alarms/sns-messenger.ts');
    return [new SnsMessenger(rolloutTopic)];
  }
  if (rolloutWebhook === undefined) return [];
  const { address, url, keyDirectory } = rolloutWebhook;
  const key = new SigningKey(keyDirectory);
  return [new SignedWebhookMessenger({ address, key, url, clock })];
}
