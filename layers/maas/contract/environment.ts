import { INGEST_RESERVE_MB } from './functions.ts';

/**
 * The environment variables of the functions, read in `compose/` and set by `infra/` and `local/`.
 * Exactly one of `bucket` and `storeDirectory` is set.
 */
export const ENVIRONMENT = {
  /** Name of the S3 bucket that is the registry. */
  bucket: 'MAAS_BUCKET',
  /** `true` where the S3 endpoint wants the bucket in the path. The endpoint itself is AWS_ENDPOINT_URL_S3. */
  s3PathStyle: 'MAAS_S3_PATH_STYLE',
  /** Folder that is the registry, instead of a bucket. */
  storeDirectory: 'MAAS_STORE_DIRECTORY',
  /** Key that signs the upload URLs of the folder, 32 bytes or more. */
  storeSecret: 'MAAS_STORE_SECRET',
  /** Address under which the gateway serves the folder's upload URLs, as `http://127.0.0.1:8080`. */
  storeUrl: 'MAAS_STORE_URL',
  /** Model that `/predict` and `/upload` take when none is named. */
  defaultModel: 'MAAS_DEFAULT_MODEL',
  /** Folder of the bundles that were fetched; processes may share it. */
  bundleDirectory: 'MAAS_BUNDLE_DIRECTORY',
  /** Megabytes that the bundles in it may take together. */
  bundleBudgetMb: 'MAAS_BUNDLE_BUDGET_MB',
  /** CloudWatch namespace of the metrics. */
  metricNamespace: 'MAAS_METRIC_NAMESPACE',
  /** Folder of the metric lines, where there is no CloudWatch. */
  metricsDirectory: 'MAAS_METRICS_DIRECTORY',
  /** Milliseconds for which `predict` trusts an alias or version record before it asks again. */
  recordTtlMs: 'MAAS_RECORD_TTL_MS',
  /** Milliseconds that one prediction may run, where its model has no limit of its own; fetching and loading a model do not count. */
  predictTimeoutMs: 'MAAS_PREDICT_TIMEOUT_MS',
  /** File in which `predict` notes what it runs, for whoever finds its process dead. */
  predictionNote: 'MAAS_PREDICTION_NOTE',
  /** Milliseconds that the validation of one model may take in its child process. */
  probeTimeoutMs: 'MAAS_PROBE_TIMEOUT_MS',
  /** Megabytes of the function that will serve what is validated. */
  predictMemoryMb: 'MAAS_PREDICT_MEMORY_MB',
  /** Megabytes that the child process of a validation may take. */
  probeMemoryMb: 'MAAS_PROBE_MEMORY_MB',
  /** `debug`, `info`, `warn` or `error`. */
  logLevel: 'MAAS_LOG_LEVEL',
} as const;

export const DEFAULTS = {
  defaultModel: 'default',
  alias: 'live',
  metricNamespace: 'ServerlessMaas',
  recordTtlMs: 1000,
  bundleDirectory: '/tmp/bundles',
  /** Of predict's /tmp, what bundles may not take. */
  bundleReserveMb: 64,
  predictTimeoutMs: 30_000,
  /** In Lambda's /tmp, which outlives the process. */
  predictionNote: '/tmp/prediction.json',
  probeTimeoutMs: 60_000,
  /** Of the memory of the ingest function, what the validating child may not have. */
  probeReserveMb: INGEST_RESERVE_MB,
  /** Of the memory of the predict function, what is for the calls that it holds beside the model: their bodies, decoded and as tensors. */
  predictReserveMb: 128,
  logLevel: 'info',
} as const;
