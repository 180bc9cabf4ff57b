import type { z } from 'zod/mini';
import type { PredictedCall } from './predicted.ts';
import type { Decoders } from '../../ports/decoders.ts';
import type { Signature, Tensors } from '../../tensor.ts';
import type { TextTokenizer } from '../../tokenizer/tokenizer.ts';
import type { Scoring } from '../scores/scoring.ts';

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

/**
 * One answer: `label` and numbers, so that it can stand in a table; an embedding is the one list.
 */
export type TaskRecord = Readonly<
  Record<string, string | number | boolean | bigint | null | readonly number[]>
>;

/** The part of a version's record that is its task's. */
export interface TaskSetup {
  /** The classes in the order of the scores. */
  readonly labels?: readonly Label[];
  /** Its answers depend on what else is in a run: inputs are run one by one. */
  readonly runsAlone?: true;
  /** Sentences for its owner on how it is served. */
  readonly notes?: readonly string[];
  /** The function from the model's numbers to scores, where the task answers scores. */
  readonly scoring?: Scoring;
  /** The task's settings, from the bundle's configuration files: its own `Config`. */
  readonly config?: object;
}

export interface TaskChoice extends TaskSetup {
  readonly task: TaskName;
}

/** The version that a task works for, as far as the task knows it. */
export interface TaskContext extends TaskSetup {
  readonly signature: Signature;
  /**
   * The file of the bundle that has labels and config, where they are too long for the version's
   * record.
   */
  readonly settingsFile?: string | undefined;
}

/** The same with its settings parsed. */
export interface ConfiguredContext<Config> extends TaskContext {
  readonly config: Config & object;
}

/** The resources of a version that were read of its bundle's files when its session was loaded. */
export interface TaskResources {
  readonly tokenizer?: TextTokenizer;
  /** As its `TextConfig` has it. */
  readonly positionsAfter?: number | undefined;
  /** Labels and config of the bundle's file of them. */
  readonly settings?: TaskSetup;
}

/** A loaded version, as a task uses it. */
export interface TaskModel {
  /** @param outputs names of the outputs wanted */
  run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors>;
  /** Its answers depend on what else is in a run: texts are not filled up to each other's length. */
  readonly runsAlone?: boolean;
  readonly resources: TaskResources;
  readonly decoders: Decoders;
}

/**
 * Turns friendly JSON into tensors, and tensors into friendly JSON.
 * @typeParam Config what a version's record keeps of its configuration files: plain JSON
 */
export interface Task<Config = unknown> {
  readonly name: TaskName;
  /** Schemas of the bodies that `prepare` takes, for the API's description. */
  readonly bodies: readonly z.ZodMiniType[];
  /**
   * Reads what ingest put on record, in this release or an earlier one.
   * @throws ModelLoadError for what another release wrote in another form
   */
  parseConfig(recorded: object | undefined, signature: Signature): Config & object;
  /**
   * Reads a body, before anything is loaded for it.
   * @throws MaasError INVALID_REQUEST when the body is not the task's
   */
  prepare(body: unknown, context: ConfiguredContext<Config>): TaskCall;
}

/** A version that a call is read for, with the code of its task. */
export interface TaskVersion extends TaskContext {
  readonly task: Task;
}

/** One call, read and ready to run. @throws MaasError */
export type TaskCall = (model: TaskModel) => Promise<TaskAnswer>;

export interface TaskAnswer {
  /** JSON: our records, or Hugging Face's shape. Or an `AnswerStream`, for what is made bit by bit. */
  readonly body: unknown;
  /** The confidences behind the labels, for the metric `Score`. */
  readonly scores: readonly number[];
  /**
   * The answers that truths are compared with. @default - nothing: feedback is not taken for such
   * answers
   */
  readonly predicted?: PredictedCall;
}
