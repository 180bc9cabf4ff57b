import type { FunctionName } from '../layers/maas/contract/functions.ts';
import type { MetricDetail } from '../layers/maas/contract/metrics.ts';
import type { LogLevel } from '../layers/maas/adapters/json-logger.ts';
import type { HostName } from './hosts.ts';

/**
 * The settings of one machine's stack. Every field has a flag of `npm start`; `home` and `port`
 * have a variable too.
 */
export interface StackOptions {
  readonly home: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Folder of the built functions. */
  readonly functionsDirectory: string;
  /** The registry's bucket; undefined for the folder under `home`. */
  readonly bucket: string | undefined;
  /** Address of an S3-compatible store; undefined for AWS itself. */
  readonly s3Endpoint: string | undefined;
  readonly defaultModel: string;
  /** Callers who get a key; where there are any, predictions ask for one. */
  readonly apiKeys: readonly string[];
  /** Names beside those of this machine under which it may be called, in lower case. */
  readonly allowedHosts: readonly string[];
  /** Address that changes of alarms are posted to; undefined where nobody is told. */
  readonly alarmWebhook: string | undefined;
  /** The host that predict's code runs under. */
  readonly host: HostName;
  /** Seconds that one prediction may run, where its model has no limit of its own. */
  readonly predictTimeoutSeconds: number;
  /** Megabytes of each instance of predict. */
  readonly predictMemoryMb: number;
  /** Models that each instance of predict loads when it starts. */
  readonly preload: readonly string[];
  /** Most instances of each function. */
  readonly instances: Readonly<Record<FunctionName, number>>;
  /** Milliseconds after which an instance without work ends. */
  readonly idleMs: number;
  /** Predictions in percent that are captured, where their model does not say. */
  readonly capturePercent: number;
  /** Names of fields whose values no capture shows. */
  readonly captureRedact: readonly string[];
  /** Days for which captures are kept. */
  readonly captureDays: number;
  /** The detail of metrics. */
  readonly metricDetail: MetricDetail;
  /** The lowest level that functions write to their log. */
  readonly logLevel: LogLevel;
  /** The lowest level that shows on the console. */
  readonly consoleLevel: LogLevel;
  readonly print: (text: string) => void;
}

export const REQUESTS_QUEUED = 1000;
export const INIT_TIMEOUT_MS = 30_000;
/**
 * Milliseconds that requests under way get when the stack ends; everything has to be gone within 5
 * s.
 */
export const GRACE_MS = 3_000;
/**
 * Lambda makes two more attempts of an asynchronous event, after one and two minutes; nobody waits
 * so long at a desk.
 */
export const RETRY_DELAYS_MS = [1_000, 5_000] as const;
/** SNS tries an address again for an hour; a webhook of this machine is up, or it is not. */
export const WEBHOOK_DELAYS_MS = [1_000, 10_000, 60_000] as const;
/** Milliseconds between removals of what has expired in the store. */
export const CLEAN_MS = 3_600_000;
/** A folder is looked at more often than a store that asks money for it. */
export const POLL_MS = { files: 200, s3: 1_000 } as const;
/** Milliseconds between looks at open roll-outs; each looks at the minutes that are over. */
export const ROLLOUT_TICK_MS = 15_000;
export const METRICS_RETENTION_MS = 15 * 24 * 3_600_000;
export const METRICS_BYTES = 1024 ** 3;
/** Milliseconds between looks for captures that are too old, or too many. */
export const CAPTURES_CLEAN_MS = 60_000;
/** The most bytes that captures and counts for drift take of the disk together. */
export const CAPTURES_BYTES = 1024 ** 3;
/** Bundles on this machine's disk, all instances together. */
export const BUNDLES_MB = 10_240;
