import type { BundleRecord, FileRecord, VersionRecord } from './records.ts';

/**
 * Bytes that a version takes in memory where it is served: what it took when it was validated, and
 * never less than its weights.
 */
export function estimateMemory({
  bundle,
  validation,
}: Pick<VersionRecord, 'bundle' | 'validation'>): number {
  const files = bundle ? listServed(bundle) : [];
  return Math.max(
    validation?.peakMemoryBytes ?? 0,
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
}

/** Lists the files that are served: without the one that the model was converted from. */
export function listServed({ files }: BundleRecord): readonly FileRecord[] {
  return files.filter(({ isSource }) => !isSource);
}
