import type { BoosterSource } from '../convert/ensemble/booster-source.ts';
import type { FileRecord } from '../registry/records.ts';
import type { TaskName } from '../tasks/task/task.ts';

/** A framework's own file on the local disk, as plain JSON. */
export interface ConvertJob {
  readonly folder: string;
  readonly path: string;
  readonly format: BoosterSource['format'];
  /** The file that the ONNX model is written to. */
  readonly target: string;
  /** The file that the columns' names are written to; absent if the bundle brings its own. */
  readonly columns?: string;
}

export interface ConvertReport {
  /** The files that were written. */
  readonly files: readonly FileRecord[];
  readonly task: TaskName;
  readonly source: BoosterSource;
  readonly notes: readonly string[];
}

/** Converts a file where it can hang, die or eat without taking anything along. */
export interface ModelConverter {
  /**
   * @param signal ends it: nobody waits for its report any more
   * @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE, TIME_LIMIT, MEMORY_LIMIT, PROCESS_DIED; any
   *   other error is the service's own
   */
  convert(job: ConvertJob, signal?: AbortSignal): Promise<ConvertReport>;
}
