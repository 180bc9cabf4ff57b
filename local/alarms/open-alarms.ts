import path from 'node:path';
import { FileAlarmRegistry } from '../../layers/maas/adapters/alarms/file-alarm-registry.ts';
import { SignedWebhookMessenger } from '../../layers/maas/adapters/alarms/signed-webhook-messenger.ts';
import { SigningKey } from '../../layers/maas/adapters/alarms/signing-key.ts';
import { FileMetricReader } from '../../layers/maas/adapters/metrics/file-metric-reader.ts';
import type { Settings } from '../../layers/maas/compose/settings.ts';
import type { Clock } from '../../layers/maas/core/ports/clock.ts';
import type { Logger } from '../../layers/maas/core/ports/logger.ts';
import type { Registry } from '../../layers/maas/core/registry/registry.ts';
import type { AlarmsView } from './alarms-view.ts';
import { AlarmWatch } from './alarm-watch.ts';
import { tryAgain } from './try-again.ts';

export interface AlarmsOptions {
  /** Folder of states, history and key. */
  readonly directory: string;
  /** Folder of the models' own limits, below which `models` writes them. */
  readonly ownDirectory: string;
  readonly metricsDirectory: string;
  readonly settings: Pick<Settings, 'metricNamespace' | 'errorRatePercent' | 'latencyP99Ms'>;
  readonly registry: Pick<Registry, 'getModel'>;
  readonly clock: Clock;
  readonly url: string;
  /** Told of each change; undefined where nobody is. */
  readonly webhook: string | undefined;
  readonly retryDelaysMs: readonly number[];
  /** Told of each change as EventBridge would tell it. */
  readonly publish: (event: string) => Promise<unknown>;
  readonly logger: Logger;
}

/** The alarms of one machine, evaluated once `watch` is started, and what it answers of them. */
export function openAlarms(options: AlarmsOptions): {
  readonly watch: AlarmWatch;
  readonly view: AlarmsView;
} {
  const { directory, settings, registry, clock, url, webhook, retryDelaysMs, logger } = options;
  const { publish } = options;
  const key = new SigningKey(path.resolve(directory));
  const messenger =
    webhook === undefined
      ? undefined
      : new SignedWebhookMessenger({ address: webhook, key, url, clock });
  const own = new FileAlarmRegistry(options.ownDirectory);
  const watch = new AlarmWatch({
    directory,
    clock,
    metrics: new FileMetricReader({
      directory: options.metricsDirectory,
      namespace: settings.metricNamespace,
    }),
    limits: settings,
    listOwn: () => own.list(),
    findModel: async (model) =>
      registry.getModel(model).then(
        ({ value }) => value,
        () => undefined, // deleted meanwhile, or unreadable: the alarm is told all the same
      ),
    url,
    deliver: async (subject, message) => {
      logger.warn(subject, {});
      await tryAgain(async () => messenger?.send({ subject }, message), retryDelaysMs);
    },
    publish,
    onError: (message, error) => {
      logger.error(message, { error });
    },
  });
  return {
    watch,
    view: {
      list: () => watch.list(),
      readHistory: () => watch.readHistory(),
      publicPem: key.publicPem,
    },
  };
}
