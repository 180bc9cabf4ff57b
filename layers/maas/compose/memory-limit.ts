import type { MemoryLimit } from '../adapters/probe/child-process-probe.ts';
import { DEFAULTS } from '../contract/environment.ts';
import type { Settings } from './settings.ts';

const MIB = 1024 * 1024;
/** In a function that is hardly larger than its reserve, small models still run. */
const LEAST_MB = 64;

/** What a model may take while it is tried: what `predict` will have for it, unless `ingest` has less. */
export function toMemoryLimit({
  predictMemoryMb,
  probeMemoryMb,
}: Pick<Settings, 'predictMemoryMb' | 'probeMemoryMb'>): MemoryLimit {
  const servingMb = Math.max(LEAST_MB, predictMemoryMb - DEFAULTS.predictReserveMb);
  if (servingMb > probeMemoryMb) {
    const reason =
      'ingest has no more to try it with, though predict does. Make ingest larger: ingestMemoryMb of the stack';
    return { bytes: probeMemoryMb * MIB, reason };
  }
  const has = `predict, which would serve it, has ${predictMemoryMb} MB, of which ${DEFAULTS.predictReserveMb} are for its calls`;
  const remedy =
    'Make the model smaller, or predict larger: predictMemoryMb of the stack, --predict-memory of npm start';
  return { bytes: servingMb * MIB, reason: `${has}. ${remedy}` };
}
