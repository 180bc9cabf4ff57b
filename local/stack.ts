import { FileObjectStore } from '../layers/maas/adapters/files/file-object-store.ts';
import { systemClock } from '../layers/maas/adapters/system-clock.ts';
import { UPLOAD_PATH } from '../layers/maas/adapters/files/upload-url.ts';
import { composeStore } from '../layers/maas/compose/compose-store.ts';
import { readSettings } from '../layers/maas/compose/settings.ts';
import { EVENTS, type EventSpec } from '../layers/maas/contract/events.ts';
import type { FunctionName } from '../layers/maas/contract/functions.ts';
import type { ObjectStore } from '../layers/maas/core/ports/object-store.ts';
import { requireAwaitedKey } from '../layers/maas/core/registry/multipart.ts';
import { Registry } from '../layers/maas/core/registry/registry.ts';
import { createWatcher } from './create-watcher.ts';
import { openAlarms, type AlarmsOptions } from './alarms/open-alarms.ts';
import { DriftTicks } from './events/drift-ticks.ts';
import { RolloutTicks } from './events/rollout-ticks.ts';
import { expireCaptures } from './expire-captures.ts';
import { expireFeedback, expireUploads, expireVersions } from './expire-uploads.ts';
import { ApiKeys } from './gateway/api-keys.ts';
import { holdHome } from './hold-home.ts';
import { createPools, invokeWith, type Pools } from './function-pools.ts';
import { Gateway } from './gateway/gateway.ts';
import { createUploadServer } from './gateway/serve-upload.ts';
import { clearTmp, openHome, readApiKeys, type Home } from './home.ts';
import { lockHome } from './home-lock.ts';
import { ProcessGuard } from '../layers/maas/instances/process-guard.ts';
import { openShadows } from './shadows/open-shadows.ts';
import type { LogBook } from './log/log-book.ts';
import { openLog } from './open-log.ts';
import { logExchange } from '../layers/maas/gateway/log-exchange.ts';
import { METRIC_NAMESPACE } from './metrics/metric-namespace.ts';
import { PrometheusMetrics } from './metrics/prometheus.ts';
import { reachBucket } from './reach-bucket.ts';
import { stackEnvironment, toOwnLimits } from './stack-environment.ts';
import {
  CAPTURES_BYTES,
  CAPTURES_CLEAN_MS,
  CLEAN_MS,
  GRACE_MS,
  WEBHOOK_DELAYS_MS,
  ROLLOUT_TICK_MS,
  type StackOptions,
} from './stack-options.ts';

export interface Stack {
  readonly url: string;
  readonly home: Home;
  /** Begins to serve; until then requests wait. */
  serve(): Promise<void>;
  /** Process ids of a function's instances. */
  processIds(name: FunctionName): number[];
  /** Lets go what is under way, for a few seconds, and ends everything. */
  close(): Promise<void>;
}

/**
 * The whole service in this process and its children.
 * @throws ForeignHomeError, DamagedHomeError, HomeInUseError, Error with the code EADDRINUSE when the port is taken,
 *   SettingsError
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const home = openHome(options.home);
  const unlock = lockHome(home.directory);
  const gateway = new Gateway();
  const url = `http://127.0.0.1:${await gateway.listen(options.port)}`;
  clearTmp(home);
  await reachBucket(options, process.env);

  const prometheus = new PrometheusMetrics(METRIC_NAMESPACE);
  const log = openLog(options, home, prometheus);
  const shadows = await openShadows(home.tmp, { ...options, log }, () => pools.shadow);
  const environment = stackEnvironment(options, home, url, shadows.path);
  const guard = new ProcessGuard();
  const pools = createPools(options, home, environment, guard, log);
  const settings = readSettings({ ...process.env, ...environment });
  const store = await composeStore(settings.store, systemClock);
  const registry = new Registry(store, systemClock);
  const watchers = Object.values<EventSpec>(EVENTS).map((event) =>
    createWatcher(event, options, home, store, pools, log),
  );
  const { logger } = log;
  const alarms = watchAlarms(options, home, pools, { settings, registry, url, logger });
  const ticks = new RolloutTicks({ store, monitor: pools.monitor, logger });
  const drift = new DriftTicks({ monitor: pools.monitor, logger });
  const cleaning = setInterval(() => void cleanUp(store, log, registry), CLEAN_MS);
  const thinning = setInterval(() => void thinCaptures(options, home, log), CAPTURES_CLEAN_MS);

  return {
    url,
    home,
    processIds: (name) => pools[name].processIds,
    async serve() {
      await cleanUp(store, log);
      gateway.serve({
        invoke: invokeWith(pools, options, holdHome(home.directory)),
        serveUpload: createUploadGate(store, registry),
        formatMetrics: () => prometheus.format(),
        alarms: alarms.view,
        apiKeys: new ApiKeys(readApiKeys(home, options.apiKeys)),
        allowedHosts: options.allowedHosts,
        onAnswer: (exchange) => {
          logExchange(log.logger, exchange);
        },
      });
      if (options.preload.length > 0) pools.predict.startAhead();
      for (const watcher of watchers) void watcher.run();
      alarms.watch.start();
      ticks.run(ROLLOUT_TICK_MS);
      drift.run();
    },
    async close() {
      clearInterval(cleaning);
      clearInterval(thinning);
      for (const part of [alarms.watch, ticks, drift, shadows, ...watchers]) part.close();
      await gateway.close(GRACE_MS);
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
      guard.close();
      if (store instanceof FileObjectStore) store.close();
      unlock();
    },
  };
}

/** Makes the gate of uploads, which the gateway takes itself if the store is a folder. */
function createUploadGate(
  store: ObjectStore,
  registry: Registry,
): ReturnType<typeof createUploadServer> {
  if (!(store instanceof FileObjectStore)) return () => Promise.resolve(false);
  return createUploadServer({
    path: UPLOAD_PATH,
    accept: (request, body) =>
      store.acceptUpload(request, body, (key) => requireAwaitedKey(registry, key)),
  });
}

/** CloudWatch's place. */
function watchAlarms(
  { alarmWebhook: webhook }: StackOptions,
  home: Home,
  pools: Pools,
  parts: Pick<AlarmsOptions, 'settings' | 'registry' | 'url' | 'logger'>,
): ReturnType<typeof openAlarms> {
  return openAlarms({
    ...parts,
    directory: home.alarms,
    ownDirectory: toOwnLimits(home),
    metricsDirectory: home.metrics,
    clock: systemClock,
    webhook,
    retryDelaysMs: WEBHOOK_DELAYS_MS,
    publish: (event) => pools.monitor.invoke(event),
  });
}

/**
 * Removes what a bucket's lifecycle rules would, and what only killed processes leave behind.
 * @param registry whose versions expire with their uploads; a start does not wait for that
 */
async function cleanUp(
  store: ObjectStore,
  { logger }: LogBook,
  registry?: Registry,
): Promise<void> {
  if (!(store instanceof FileObjectStore)) return;
  try {
    await expireUploads(store);
    await expireFeedback(store);
    await store.removeAbandoned();
    if (registry) await expireVersions(registry);
  } catch (error) {
    logger.error('The store could not be cleaned up.', { error });
  }
}

/** Captures expire as in a bucket; a disk has an end besides. */
async function thinCaptures(
  { captureDays }: StackOptions,
  { captured }: Home,
  { logger }: LogBook,
): Promise<void> {
  try {
    await expireCaptures(captured, Date.now(), { captureDays, limitBytes: CAPTURES_BYTES });
  } catch (error) {
    logger.error('Captures could not be cleaned up.', { error });
  }
}
