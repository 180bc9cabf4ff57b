import type { GraphOutputs } from '../../../onnx/output-facts.ts';
import type { OutputFunctions } from '../../../onnx/output-functions.ts';
import type { MeasuredTable } from '../../../tasks/task/row-values.ts';
import type { Label } from '../../../tasks/task/task.ts';
import type { Signature } from '../../../tensor.ts';

/** The facts of a bundle that ingest knows when its task is to be found. */
export interface BundleFacts {
  readonly signature: Signature;
  /** The bundle's text files by their path, those that travelled inside the model included. */
  readonly texts: ReadonlyMap<string, string>;
  /** The classes that the graph itself names. */
  readonly labels?: readonly Label[] | undefined;
  /** Facts that the graph states of the model's outputs. */
  readonly outputs?: GraphOutputs | undefined;
  /** Inputs whose values the graph looks up among categories. */
  readonly categories?: readonly string[] | undefined;
  /** Findings of a run, where the model reads tables and took a made-up one. */
  readonly measured?: MeasuredTable | undefined;
  /** The functions that made those outputs that are probabilities, or their logarithms. */
  readonly outputFunctions?: OutputFunctions | undefined;
}
