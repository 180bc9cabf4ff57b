import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { EmfMetricSink } from '../layers/maas/adapters/emf-metric-sink.ts';
import { FileObjectStore } from '../layers/maas/adapters/files/file-object-store.ts';
import { MetricSummaries } from '../layers/maas/adapters/metrics/metric-summaries.ts';
import { systemClock } from '../layers/maas/adapters/system-clock.ts';
import { UPLOAD_PATH } from '../layers/maas/adapters/files/upload-url.ts';
import { composeStore } from '../layers/maas/compose/compose-store.ts';
import { readSettings } from '../layers/maas/compose/settings.ts';
import { DEFAULTS, ENVIRONMENT } from '../layers/maas/contract/environment.ts';
import {
  FUNCTION_NAMES,
  FUNCTIONS,
  toIngestMemoryMb,
  toPredictSeconds,
  type FunctionName,
  type FunctionSpec,
} from '../layers/maas/contract/functions.ts';
import { toDeath } from '../layers/maas/core/monitoring/prediction-failure.ts';
import type { ObjectStore } from '../layers/maas/core/ports.ts';
import { requireAwaitedKey } from '../layers/maas/core/registry/multipart.ts';
import { Registry } from '../layers/maas/core/registry/registry.ts';
import { keepDeadLetter } from './events/dead-letters.ts';
import { SubmissionWatcher } from './events/object-watcher.ts';
import { expireUploads, expireVersions } from './expire-uploads.ts';
import { Gateway } from './gateway/gateway.ts';
import { createUploadServer } from './gateway/serve-upload.ts';
import { clearTmp, openHome, type Home } from './home.ts';
import { lockHome } from './home-lock.ts';
import { FunctionPool } from './instances/function-pool.ts';
import type { Death } from './instances/instance-end.ts';
import { ProcessGuard } from './instances/process-guard.ts';
import { LogBook } from './log/log-book.ts';
import { LogFile } from './log/log-file.ts';
import { logExchange } from './gateway/log-exchange.ts';
import { MetricFiles } from './metrics/metric-files.ts';
import { PrometheusMetrics } from './metrics/prometheus.ts';
import { stackEnvironment } from './stack-environment.ts';
import {
  CLEAN_MS,
  GRACE_MS,
  INIT_TIMEOUT_MS,
  METRICS_BYTES,
  METRICS_RETENTION_MS,
  POLL_MS,
  REQUESTS_QUEUED,
  RETRY_DELAYS_MS,
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
 * @throws ForeignHomeError, HomeInUseError, Error with the code EADDRINUSE when the port is taken, SettingsError
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const home = openHome(options.home);
  const unlock = lockHome(home.directory);
  const gateway = new Gateway();
  const url = `http://127.0.0.1:${await gateway.listen(options.port)}`;
  clearTmp(home);

  const prometheus = new PrometheusMetrics();
  const log = openLog(options, home, prometheus);
  const environment = stackEnvironment(options, home, url);
  const guard = new ProcessGuard();
  const pools = createPools(options, home, environment, guard, log);
  const store = await composeStore(
    readSettings({ ...process.env, ...environment }).store,
    systemClock,
  );
  const registry = new Registry(store, systemClock);
  const watcher = createWatcher(options, home, store, pools, log);
  const cleaning = setInterval(() => void cleanUp(store, log, registry), CLEAN_MS);

  return {
    url,
    home,
    processIds: (name) => pools[name].processIds,
    async serve() {
      await cleanUp(store, log);
      gateway.serve({
        invoke: (name, event, call) => pools[name].invoke(event, call),
        serveUpload:
          store instanceof FileObjectStore
            ? createUploadServer({
                path: UPLOAD_PATH,
                accept: (request, body) =>
                  store.acceptUpload(request, body, (key) => requireAwaitedKey(registry, key)),
              })
            : () => Promise.resolve(false),
        formatMetrics: () => prometheus.format(),
        allowedHosts: options.allowedHosts,
        onAnswer: (exchange) => {
          logExchange(log.logger, exchange);
        },
      });
      void watcher.run();
    },
    async close() {
      clearInterval(cleaning);
      watcher.close();
      await gateway.close(GRACE_MS);
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
      guard.close();
      if (store instanceof FileObjectStore) store.close();
      unlock();
    },
  };
}

/**
 * What a bucket's lifecycle rules do, and what only killed processes leave behind.
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
    await store.removeAbandoned();
    if (registry) await expireVersions(registry);
  } catch (error) {
    logger.error('The store could not be cleaned up.', { error });
  }
}

function openLog(
  { consoleLevel, print }: StackOptions,
  home: Home,
  prometheus: PrometheusMetrics,
): LogBook {
  const summaries = new MetricSummaries(
    process.env[ENVIRONMENT.metricNamespace] ?? DEFAULTS.metricNamespace,
  );
  const onGrown = (file: string): void => {
    void summaries.catchUp(file);
  };
  const metrics = new MetricFiles({
    directory: home.metrics,
    retentionMs: METRICS_RETENTION_MS,
    limitBytes: METRICS_BYTES,
    nowMs: () => Date.now(),
    onGrown,
  });
  return new LogBook({
    file: new LogFile(home.logFile),
    onMetric: (line) => {
      metrics.append(line);
      prometheus.take(line);
    },
    consoleLevel,
    print,
  });
}

function createPools(
  options: StackOptions,
  home: Home,
  environment: Record<string, string>,
  guard: ProcessGuard,
  log: LogBook,
): Record<FunctionName, FunctionPool> {
  const { functionsDirectory, instances, idleMs } = options;
  const specs = toSpecs(options);
  const createPool = (name: FunctionName): FunctionPool => {
    const directory = path.join(functionsDirectory, name);
    mkdirSync(directory, { recursive: true });
    const onLine = (functionName: string, line: string): void => {
      log.takeOutput(functionName, line);
    };
    const hosted = {
      name,
      spec: specs[name],
      directory,
      environment,
      tmpDirectory: home.tmp,
      initTimeoutMs: INIT_TIMEOUT_MS,
      onLine,
      ...(name === 'predict' ? { onDeath: countDeaths(log, environment) } : {}),
    };
    return new FunctionPool(hosted, guard, {
      maxInstances: instances[name],
      maxQueued: REQUESTS_QUEUED,
      idleMs,
    });
  };
  return Object.fromEntries(FUNCTION_NAMES.map((name) => [name, createPool(name)])) as Record<
    FunctionName,
    FunctionPool
  >;
}

/** What the options make of the contract's: ingest tries models with as much as predict has. */
function toSpecs({
  predictTimeoutSeconds,
  predictMemoryMb,
}: StackOptions): Record<FunctionName, FunctionSpec> {
  return {
    ...FUNCTIONS,
    predict: {
      ...FUNCTIONS.predict,
      memoryMb: predictMemoryMb,
      timeoutSeconds: toPredictSeconds(predictTimeoutSeconds),
    },
    ingest: { ...FUNCTIONS.ingest, memoryMb: toIngestMemoryMb(predictMemoryMb) },
  };
}

/** Metric lines of the predictions that their instances did not live to count. */
function countDeaths(log: LogBook, environment: Record<string, string>): (death: Death) => void {
  const { metricNamespace: namespace } = readSettings({ ...process.env, ...environment });
  const metrics = new EmfMetricSink({
    namespace,
    clock: systemClock,
    write: (line) => {
      log.takeOutput('predict', line.trimEnd());
    },
  });
  return ({ code, note }) => {
    metrics.record(toDeath(code, note));
  };
}

function createWatcher(
  { bucket }: StackOptions,
  home: Home,
  store: ObjectStore,
  pools: Record<FunctionName, FunctionPool>,
  log: LogBook,
): SubmissionWatcher {
  return new SubmissionWatcher({
    store,
    bucket: bucket ?? 'local',
    invoke: (event) => pools.ingest.invoke(event),
    intervalMs: bucket === undefined ? POLL_MS.files : POLL_MS.s3,
    retryDelaysMs: RETRY_DELAYS_MS,
    onRetry: (key, error) => {
      log.logger.warn('ingest failed and is tried again.', { key, error });
    },
    onDeadLetter: (letter) => {
      log.logger.error('ingest failed for good; the event is kept.', {
        file: keepDeadLetter(home.deadLetters, letter),
        error: letter.error,
      });
    },
    onStoreFailure: (error) => {
      log.logger.error('The store cannot be listed for new submissions.', { error });
    },
  });
}
