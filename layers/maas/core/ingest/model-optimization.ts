import type { FileRecord, OpeningRecords } from '../registry/records.ts';

/** A bundle that was found good, on the local disk, as plain JSON. */
export interface OptimizeJob {
  readonly folder: string;
  /** The files that will be served. */
  readonly files: readonly FileRecord[];
  /** The file that ONNX Runtime opens. */
  readonly entry: string;
  /** The file to write, in the same folder as that one. */
  readonly target: string;
  /** Milliseconds that the comparison may take, about. */
  readonly budgetMs: number;
}

export interface OptimizeReport {
  /** The build of ONNX Runtime that made it. */
  readonly build: string;
  /**
   * True if it is the same arithmetic, and gave the same bits; else there may be nothing in the
   * target.
   */
  readonly isSame: boolean;
  readonly openings?: OpeningRecords;
  /** True if runs by several threads gave the same bits, and sooner. */
  readonly isParallel?: true;
}

/** Optimises a model where it can hang, die or eat without taking anything along. */
export interface ModelOptimization {
  /**
   * @param signal ends it: nobody waits for its report any more
   * @throws Error when it came to no end: the model is served as it is
   */
  optimize(job: OptimizeJob, signal?: AbortSignal): Promise<OptimizeReport>;
}
