import type { GraphOutputs } from '../onnx/output-facts.ts';
import type { OutputFunctions } from '../onnx/output-functions.ts';
import type { FileRecord, ValidationRecord } from '../registry/records.ts';
import type { Label, TaskChoice, TaskName } from '../tasks/task/task.ts';
import type { Signature } from '../tensor.ts';

/** A prepared bundle on the local disk, as plain JSON. */
export interface ProbeJob {
  readonly folder: string;
  /** The files that will be served: the model is loaded from them as predict will load it. */
  readonly files: readonly FileRecord[];
  /** The file that ONNX Runtime opens. */
  readonly entry: string;
  /** The bundle's files that are text. */
  readonly texts: readonly string[];
  /** As asked for at upload. */
  readonly task?: TaskName;
  /** Inputs and outputs that declare no shape. */
  readonly unshaped?: readonly string[];
  /** Inputs whose values the graph looks up among categories. */
  readonly categories?: readonly string[];
  /** The functions that the graph's last operators apply to each output. */
  readonly outputFunctions?: OutputFunctions;
  /** The classes that the graph names. */
  readonly labels?: readonly Label[];
  /** Facts that the graph states of the model's outputs. */
  readonly outputs?: GraphOutputs;
}

export interface ProbeReport {
  readonly signature: Signature;
  readonly choice: TaskChoice;
  /** Milliseconds that ONNX Runtime took to open the model. */
  readonly createMs: number;
  readonly validation: ValidationRecord;
}

/** Runs a model for the first time, where it can hang, die or eat without taking anything along. */
export interface ModelProbe {
  /**
   * @param signal ends it: nobody waits for its report any more
   * @throws RejectionError TIME_LIMIT, MEMORY_LIMIT, PROCESS_DIED, LOAD_FAILED, SAMPLES_DIFFER, …;
   *   any other error is the service's own
   */
  probe(job: ProbeJob, signal?: AbortSignal): Promise<ProbeReport>;
}
