import { INGEST_RESERVE_MB } from './functions.ts';

/**
 * The environment variables of the functions, read in `compose/` and set by `infra/` and `local/`.
 * Exactly one of `bucket` and `storeDirectory` is set.
 */
export const ENVIRONMENT = {
  /** Name of the S3 bucket that is the registry. */
  bucket: 'MAAS_BUCKET',
  /**
   * `true` where the S3 endpoint wants the bucket in the path. The endpoint itself is
   * AWS_ENDPOINT_URL_S3.
   */
  s3PathStyle: 'MAAS_S3_PATH_STYLE',
  /** Folder that is the registry, instead of a bucket. */
  storeDirectory: 'MAAS_STORE_DIRECTORY',
  /** Key that signs the upload URLs of the folder, 32 bytes or more. */
  storeSecret: 'MAAS_STORE_SECRET',
  /**
   * Address under which the gateway serves the folder's upload URLs, as `http://127.0.0.1:8080`.
   */
  storeUrl: 'MAAS_STORE_URL',
  /** Model that `/predict` and `/upload` take when none is named. */
  defaultModel: 'MAAS_DEFAULT_MODEL',
  /** Models that an instance of `predict` loads while it starts, with blanks between them. */
  preload: 'MAAS_PRELOAD',
  /** Folder of the bundles that were fetched; processes may share it. */
  bundleDirectory: 'MAAS_BUNDLE_DIRECTORY',
  /**
   * Folder in which instances mark loads that nobody waits for; processes may share it, and a mark
   * outlives the process that its load ends.
   */
  loadMarks: 'MAAS_LOAD_MARKS',
  /** Megabytes that the bundles in it may take together. */
  bundleBudgetMb: 'MAAS_BUNDLE_BUDGET_MB',
  /** File of the keys that sign predictions' ids, a line each, the one that signs first. */
  predictionKeyFile: 'MAAS_PREDICTION_KEY_FILE',
  /** ARN of the secret in Secrets Manager that is such a key, where there is no file. */
  predictionKeySecret: 'MAAS_PREDICTION_KEY_SECRET',
  /** ARN of the secret that API Gateway shows a web function, and a file of it where there is none. */
  originKeySecret: 'MAAS_ORIGIN_KEY_SECRET',
  originKeyFile: 'MAAS_ORIGIN_KEY_FILE',
  /** ARN of the function that runs shadows, which is called by its events. */
  shadowFunction: 'MAAS_SHADOW_FUNCTION',
  /** Socket that takes copies for shadows, where there is no such function. */
  shadowSocket: 'MAAS_SHADOW_SOCKET',
  /** CloudWatch namespace of the metrics. */
  metricNamespace: 'MAAS_METRIC_NAMESPACE',
  /** `off`, `low`, `standard` or `high`: how much the metrics tell apart. */
  metricDetail: 'MAAS_METRIC_DETAIL',
  /** Labels of a model that are counted by their name. */
  countedLabels: 'MAAS_COUNTED_LABELS',
  /** Folder of the metric lines, where there is no CloudWatch. */
  metricsDirectory: 'MAAS_METRICS_DIRECTORY',
  /** Milliseconds for which `predict` trusts an alias or version record before it asks again. */
  recordTtlMs: 'MAAS_RECORD_TTL_MS',
  /**
   * Milliseconds that one prediction may run, where its model has no limit of its own; fetching and
   * loading a model do not count.
   */
  predictTimeoutMs: 'MAAS_PREDICT_TIMEOUT_MS',
  /** File in which `predict` notes what it runs, for whoever finds its process dead. */
  predictionNote: 'MAAS_PREDICTION_NOTE',
  /** Milliseconds that the validation of one model may take in its child process. */
  probeTimeoutMs: 'MAAS_PROBE_TIMEOUT_MS',
  /** Threads that one run of a model may take. */
  threads: 'MAAS_THREADS',
  /** Threads that one run of a model may take whose bits they do not change, and which is long. */
  parallelThreads: 'MAAS_PARALLEL_THREADS',
  /** Megabytes of the function that will serve what is validated. */
  predictMemoryMb: 'MAAS_PREDICT_MEMORY_MB',
  /**
   * The limits of endpoints of their own, as JSON by the model's name in lower case: `memoryMb`,
   * `bundleMb`, `timeoutMs`.
   */
  endpoints: 'MAAS_ENDPOINTS',
  /** The only model that a `predict` serves, as its endpoint. */
  endpoint: 'MAAS_ENDPOINT',
  /** Megabytes that the child process of a validation may take. */
  probeMemoryMb: 'MAAS_PROBE_MEMORY_MB',
  /** Predictions in percent that may fail, for models without a limit of their own. */
  errorRatePercent: 'MAAS_ERROR_RATE_PERCENT',
  /** Milliseconds that their slowest 1 % may take. */
  latencyP99Ms: 'MAAS_LATENCY_P99_MS',
  /** The beginning of every alarm's name in CloudWatch. */
  alarmPrefix: 'MAAS_ALARM_PREFIX',
  /** Names of callers who are counted by themselves, with blanks between them. */
  countedCallers: 'MAAS_COUNTED_CALLERS',
  /** Name of the rule that looks at open roll-outs and quotas; it is on only while there are any. */
  rolloutRule: 'MAAS_ROLLOUT_RULE',
  /** ARN of the topic that is told what became of a roll-out. */
  rolloutTopic: 'MAAS_ROLLOUT_TOPIC',
  /** ARN of the topic that alarms tell. */
  alarmTopic: 'MAAS_ALARM_TOPIC',
  /** Addresses that `notify` posts messages to, where there are any. */
  slackWebhook: 'MAAS_SLACK_WEBHOOK',
  teamsWebhook: 'MAAS_TEAMS_WEBHOOK',
  /** CloudWatch dashboard that messages link to. */
  dashboardName: 'MAAS_DASHBOARD_NAME',
  /** Address of a service on one machine, as `http://127.0.0.1:8080`. */
  serviceUrl: 'MAAS_SERVICE_URL',
  /** Address that is told of roll-outs on one machine, where anybody is. */
  alarmWebhook: 'MAAS_ALARM_WEBHOOK',
  /** Folder of the key that signs what it is told. */
  signingKeyDirectory: 'MAAS_SIGNING_KEY_DIRECTORY',
  /** Folder of the alarms of single models, where there is no CloudWatch. */
  alarmsDirectory: 'MAAS_ALARMS_DIRECTORY',
  /** Predictions in percent whose inputs and outputs are kept, where their model does not say. */
  capturePercent: 'MAAS_CAPTURE_PERCENT',
  /** Names of fields that no capture shows, as a list in JSON. */
  captureRedact: 'MAAS_CAPTURE_REDACT',
  /** Name of the Firehose stream that captures go to. */
  captureStream: 'MAAS_CAPTURE_STREAM',
  /** Folder of the captures, where there is no such stream. */
  capturesDirectory: 'MAAS_CAPTURES_DIRECTORY',
  /** `debug`, `info`, `warn` or `error`. */
  logLevel: 'MAAS_LOG_LEVEL',
} as const;

export const DEFAULTS = {
  defaultModel: 'default',
  alias: 'live',
  metricNamespace: 'ServerlessMaas',
  metricDetail: 'standard',
  countedLabels: 10,
  recordTtlMs: 1000,
  bundleDirectory: '/tmp/bundles',
  loadMarks: '/tmp/loads',
  /** The part of predict's /tmp that bundles may not take. */
  bundleReserveMb: 64,
  predictTimeoutMs: 30_000,
  /** In Lambda's /tmp, which outlives the process. */
  predictionNote: '/tmp/prediction.json',
  probeTimeoutMs: 60_000,
  /** The part of ingest's memory that the validating child may not have. */
  probeReserveMb: INGEST_RESERVE_MB,
  /**
   * The part of predict's memory that is for the calls that it holds beside the model:
   * their bodies, decoded and as tensors.
   */
  predictReserveMb: 128,
  logLevel: 'info',
} as const;
