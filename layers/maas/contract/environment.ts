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
  /** Milliseconds that the validation of one model may take in its child process. */
  probeTimeoutMs: 'MAAS_PROBE_TIMEOUT_MS',
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
  probeTimeoutMs: 60_000,
  /** Of the memory of the ingest function, what the validating child may not have. */
  probeReserveMb: 512,
  logLevel: 'info',
} as const;
