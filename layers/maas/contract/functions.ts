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

export type FunctionName = keyof typeof FUNCTIONS;

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];
