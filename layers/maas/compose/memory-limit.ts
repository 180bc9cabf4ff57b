import type { MemoryLimit } from '../core/memory-limit.ts';
import { DEFAULTS } from '../contract/environment.ts';
import type { Settings } from './settings.ts';

const MIB = 1024 * 1024;
/** In a function that is hardly larger than its reserve, small models still run. */
const LEAST_MB = 64;

/**
 * The memory that a model may take while it is tried: what `predict` will have for it, unless
 * `ingest` has less.
 */
export function toMemoryLimit({
  predictMemoryMb,
  probeMemoryMb,
}: Pick<Settings, 'predictMemoryMb' | 'probeMemoryMb'>): MemoryLimit {
  const serving = toServingLimit(predictMemoryMb);
  if (serving.sizeBytes > probeMemoryMb * MIB) {
    const reason =
      'ingest has no more to try it with, though predict does. Make ingest larger: ' +
      'ingestMemoryMb of the stack';
    return { sizeBytes: probeMemoryMb * MIB, reason };
  }
  return serving;
}

/**
 * The part of the function's memory that sessions may not take: Node itself, and the tensors and
 * texts of the requests under way.
 */
const RESERVE_MB = 512;
const LEAST_SESSION_MB = 256;

/** Bytes that all models together may take where they are served. */
export function toSessionBudget(predictMemoryMb: number): number {
  return Math.max(LEAST_SESSION_MB, predictMemoryMb - RESERVE_MB) * MIB;
}

/** The memory that one model may take where it is served. */
export function toServingLimit(predictMemoryMb: number): MemoryLimit {
  const servingMb = Math.max(LEAST_MB, predictMemoryMb - DEFAULTS.predictReserveMb);
  const has =
    `predict, which would serve it, has ${predictMemoryMb} MB, of which ` +
    `${DEFAULTS.predictReserveMb} are for its calls`;
  const remedy =
    'Make the model smaller, or predict larger: predictMemoryMb of the stack, --predict-memory ' +
    'of npm start';
  return { sizeBytes: servingMb * MIB, reason: `${has}. ${remedy}` };
}
