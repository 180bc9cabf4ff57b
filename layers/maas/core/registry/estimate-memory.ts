import type { VersionRecord } from './records.ts';
import { listServed, sumBytes } from './served-files.ts';

/**
 * Bytes that a version takes in memory where it is served: what it took when it was validated, and
 * never less than its weights.
 */
export function estimateMemory({
  bundle,
  validation,
}: Pick<VersionRecord, 'bundle' | 'validation'>): number {
  const files = bundle ? listServed(bundle) : [];
  return Math.max(validation?.peakMemoryBytes ?? 0, sumBytes(files));
}
