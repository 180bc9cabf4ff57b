/** The Lambda functions: one folder each in `functions/`, one construct each in `infra/functions/`, one pool each in `local/`. */
export interface FunctionSpec {
  /** Megabytes of memory, which on Lambda also decide the share of CPU (1,769 MB are one vCPU). */
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Megabytes of `/tmp`. */
  readonly ephemeralStorageMb: number;
}

export const FUNCTIONS = {
  models: { memoryMb: 512, timeoutSeconds: 29, ephemeralStorageMb: 512 },
  upload: { memoryMb: 1024, timeoutSeconds: 29, ephemeralStorageMb: 512 },
  ingest: { memoryMb: 3008, timeoutSeconds: 600, ephemeralStorageMb: 10_240 },
  predict: { memoryMb: 1769, timeoutSeconds: 120, ephemeralStorageMb: 2048 },
  monitor: { memoryMb: 512, timeoutSeconds: 29, ephemeralStorageMb: 512 },
} as const satisfies Record<string, FunctionSpec>;

/** The longest that Lambda lets a function take. */
export const FUNCTION_SECONDS = 900;

/** Of predict's time, what is left for fetching and loading a model before it runs. */
const LOADING_SECONDS = 90;

/** Seconds that predict needs, so that a model can be loaded and then run for its time: what the contract gives it, or more. */
export function toPredictSeconds(runSeconds: number): number {
  return Math.min(
    FUNCTION_SECONDS,
    Math.max(FUNCTIONS.predict.timeoutSeconds, runSeconds + LOADING_SECONDS),
  );
}

/** Megabytes of ingest for itself, beside the process that tries a model. */
export const INGEST_RESERVE_MB = 512;

/** Megabytes that ingest needs to try a model with as much as predict has: what the contract gives it, or more. */
export function toIngestMemoryMb(predictMemoryMb: number): number {
  return Math.max(FUNCTIONS.ingest.memoryMb, predictMemoryMb + INGEST_RESERVE_MB);
}

export type FunctionName = keyof typeof FUNCTIONS;

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];
