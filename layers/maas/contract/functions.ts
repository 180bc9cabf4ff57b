/**
 * The Lambda functions: one folder each in `functions/`, one construct each in `infra/functions/`,
 * one pool each in `local/`.
 */
export interface FunctionSpec {
  /** Megabytes of memory, which on Lambda also decide the share of CPU (1,769 MB are one vCPU). */
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Megabytes of `/tmp`. */
  readonly ephemeralStorageMb: number;
}

/**
 * API Gateway's clock of a buffered call runs for 29 s and counts a cold start; the function's
 * begins after it. With less, the function's own answer comes first.
 */
const BUFFERED_SECONDS = 25;

export const FUNCTIONS = {
  models: { memoryMb: 512, timeoutSeconds: BUFFERED_SECONDS, ephemeralStorageMb: 512 },
  upload: { memoryMb: 1024, timeoutSeconds: BUFFERED_SECONDS, ephemeralStorageMb: 512 },
  ingest: { memoryMb: 3008, timeoutSeconds: 600, ephemeralStorageMb: 10_240 },
  predict: { memoryMb: 1769, timeoutSeconds: 120, ephemeralStorageMb: 2048 },
  // As predict, whose models it runs: what a deployment makes of that, it makes of this.
  shadow: { memoryMb: 1769, timeoutSeconds: 120, ephemeralStorageMb: 2048 },
  monitor: { memoryMb: 512, timeoutSeconds: BUFFERED_SECONDS, ephemeralStorageMb: 512 },
} as const satisfies Record<string, FunctionSpec>;

/** Functions that only AWS has: one machine does their work itself. */
export const CLOUD_FUNCTIONS = {
  notify: { memoryMb: 512, timeoutSeconds: 30, ephemeralStorageMb: 512 },
} as const satisfies Record<string, FunctionSpec>;

/** The longest that Lambda lets a function take, and API Gateway a streamed answer. */
export const FUNCTION_SECONDS = 900;

/**
 * Seconds by which API Gateway's clock outlasts the function's: that of a cold start, image and
 * all, so that the function's own sentence reaches the caller.
 */
export const GATEWAY_GRACE_SECONDS = 30;

/** The part of predict's time that is left for fetching and loading a model before it runs. */
const LOADING_SECONDS = 90;

/**
 * Seconds that predict needs, so that a model can be loaded and then run for its time: what the
 * contract gives it, or more.
 */
export function toPredictSeconds(runSeconds: number): number {
  return Math.min(
    FUNCTION_SECONDS,
    Math.max(FUNCTIONS.predict.timeoutSeconds, runSeconds + LOADING_SECONDS),
  );
}

/** Megabytes of ingest for itself, beside the process that tries a model. */
export const INGEST_RESERVE_MB = 512;

/**
 * Megabytes that ingest needs to try a model with as much as predict has: what the contract gives
 * it, or more.
 */
export function toIngestMemoryMb(predictMemoryMb: number): number {
  return Math.max(FUNCTIONS.ingest.memoryMb, predictMemoryMb + INGEST_RESERVE_MB);
}

/** As `predict`'s own folder calls it: the handler that is there when its models are. */
export const PRELOADING_HANDLER = 'preloaded.handler';

export type FunctionName = keyof typeof FUNCTIONS;

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];

export type CloudFunctionName = keyof typeof CLOUD_FUNCTIONS;
