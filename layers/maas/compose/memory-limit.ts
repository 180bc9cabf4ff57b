import type { MemoryLimit, SessionBudget } from '../core/memory-limit.ts';
import { DEFAULTS } from '../contract/environment.ts';
import type { Settings } from './settings.ts';

const MIB = 1024 * 1024;
const COMMON = {
  owner: 'predict',
  remedy: 'predictMemoryMb of the stack, --predict-memory of npm start',
};
const ENDPOINT = { owner: "the model's endpoint", remedy: 'memorySize of addEndpoint' };
/** In a function that is hardly larger than its reserve, small models still run. */
const LEAST_MB = 64;

type Serving = Pick<Settings, 'predictMemoryMb' | 'hasEndpoint'>;

/**
 * The memory that a model may take while it is tried: what `predict` will have for it, unless
 * `ingest` has less.
 */
export function toMemoryLimit({
  probeMemoryMb,
  ...settings
}: Serving & Pick<Settings, 'probeMemoryMb'>): MemoryLimit {
  const serving = toServingLimit(settings);
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

/** The memory that all models together may take where they are served. */
export function toSessionBudget({ predictMemoryMb, hasEndpoint }: Serving): SessionBudget {
  return {
    ...(hasEndpoint ? ENDPOINT : COMMON),
    sizeBytes: Math.max(LEAST_SESSION_MB, predictMemoryMb - RESERVE_MB) * MIB,
  };
}

/** The memory that one model may take where it is served. */
export function toServingLimit({ predictMemoryMb, hasEndpoint }: Serving): MemoryLimit {
  const { owner, remedy } = hasEndpoint ? ENDPOINT : COMMON;
  const servingMb = Math.max(LEAST_MB, predictMemoryMb - DEFAULTS.predictReserveMb);
  const has =
    `${owner}, which would serve it, has ${predictMemoryMb} MB, of which ` +
    `${DEFAULTS.predictReserveMb} are for its calls`;
  return {
    sizeBytes: servingMb * MIB,
    reason: `${has}. Make the model smaller, or ${owner} larger: ${remedy}`,
  };
}
