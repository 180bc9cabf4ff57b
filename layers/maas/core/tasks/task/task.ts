import type { z } from 'zod';
import type { GraphOutputs } from '../../onnx/output-facts.ts';
import type { ImageDecoder } from '../../ports.ts';
import type { Signature, Tensors } from '../../tensor.ts';
import type { TextTokenizer } from '../../tokenizer/tokenizer.ts';
import type { MeasuredTable } from './row-values.ts';
import type { OutputFunctions } from '../../onnx/output-functions.ts';
import type { Scoring } from '../scores/scoring.ts';
import type { TaskMisfit } from './task-misfit.ts';

export const TASK_NAMES = [
  'text-classification',
  'token-classification',
  'fill-mask',
  'question-answering',
  'feature-extraction',
  'image-classification',
  'tabular-classification',
  'tabular-regression',
  'tensor',
] as const;
export type TaskName = (typeof TASK_NAMES)[number];

/** A class, as the model itself names it. */
export type Label = string | number;

/** One answer: `label` and numbers, so that it can stand in a table; an embedding is the one list. */
export type TaskRecord = Readonly<
  Record<string, string | number | boolean | bigint | null | readonly number[]>
>;

/** What ingest knows of a bundle when its task is to be found. */
export interface BundleFacts {
  readonly signature: Signature;
  /** The bundle's text files by their path, those that travelled inside the model included. */
  readonly texts: ReadonlyMap<string, string>;
  /** The classes that the graph itself names. */
  readonly labels?: readonly Label[] | undefined;
  /** What the graph says of the model's outputs. */
  readonly outputs?: GraphOutputs | undefined;
  /** What a run showed, where the model reads tables and took a made-up one. */
  readonly measured?: MeasuredTable | undefined;
  /** Of the outputs that are probabilities, or their logarithms, what made them so. */
  readonly outputFunctions?: OutputFunctions | undefined;
}

/** What a version's record keeps for its task. */
export interface TaskFit {
  /** The classes in the order of the scores. */
  readonly labels?: readonly Label[];
  /** Its answers hang on what else is in a run: inputs are run one by one. */
  readonly runsAlone?: true;
  /** What its owner should know of how it is served: sentences. */
  readonly notes?: readonly string[];
  /** How the model's numbers become scores, where the task answers scores. */
  readonly scoring?: Scoring;
  /** What the task must know of the bundle's configuration files. */
  readonly config?: TaskConfig;
}

export interface TaskChoice extends TaskFit {
  readonly task: TaskName;
}

/** Plain JSON; its keys are the task's own. */
export type TaskConfig = Readonly<Record<string, unknown>>;

/** What a task knows of the version that it works for. */
export interface TaskContext extends TaskFit {
  readonly signature: Signature;
  /** The file of the bundle that has labels and config, where they are too long for the version's record. */
  readonly settingsFile?: string | undefined;
}

/** What was read of a bundle's files when its session was loaded. */
export interface TaskResources {
  readonly tokenizer?: TextTokenizer;
  /** Of its `TextConfig`. */
  readonly positionsAfter?: number | undefined;
  /** Labels and config of the bundle's file of them. */
  readonly settings?: TaskFit;
}

/** A loaded version, as a task uses it. */
export interface TaskModel {
  /** @param outputs names of the outputs wanted */
  run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors>;
  /** Its answers hang on what else is in a run: texts are not filled up to each other's length. */
  readonly runsAlone?: boolean;
  readonly resources: TaskResources;
  readonly images: ImageDecoder;
}

/** How friendly JSON becomes tensors and tensors become friendly JSON. */
export interface Task {
  readonly name: TaskName;
  /** What `prepare` takes, for the API's description. */
  readonly bodies: readonly z.ZodType[];
  /** What to keep on record of a bundle. */
  fit(bundle: BundleFacts): TaskFit | TaskMisfit;
  /**
   * Reads a body, before anything is loaded for it.
   * @throws MaasError INVALID_REQUEST when the body is not the task's
   */
  prepare(body: unknown, context: TaskContext): TaskCall;
}

/** One call, read and ready to run. @throws MaasError */
export type TaskCall = (model: TaskModel) => Promise<TaskAnswer>;

export interface TaskAnswer {
  /** JSON: our records, or Hugging Face's shape. */
  readonly body: unknown;
  /** The confidences behind the labels, for the metric `Score`. */
  readonly scores: readonly number[];
}
