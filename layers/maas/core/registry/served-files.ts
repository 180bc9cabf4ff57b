import type { BundleRecord, FileRecord } from './records.ts';

/** The file that ONNX Runtime of this build opens, and all that are served with it. */
export function findOpening(
  bundle: BundleRecord,
  build: string,
): { readonly entry: string; readonly files: readonly FileRecord[] } {
  const { entry, optimized } = bundle;
  const files = listServed(bundle);
  if (optimized?.build !== build) return { entry, files };
  return {
    entry: optimized.path,
    files: [...files.filter(({ path }) => !optimized.leaves.includes(path)), optimized],
  };
}

export function sumBytes(files: readonly FileRecord[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Lists the files that are served: without the one that the model was converted from. */
export function listServed({ files }: BundleRecord): readonly FileRecord[] {
  return files.filter(({ isSource }) => !isSource);
}

/** Lists the files that are stored: those that were made of others included. */
export function listStored({
  files,
  optimized,
}: Pick<BundleRecord, 'files' | 'optimized'>): readonly FileRecord[] {
  return optimized ? [...files, optimized] : files;
}
