import type { Signature, Tensors } from '../tensor.ts';

export const TASK_NAMES = ['tensor', 'text-classification'] as const;
export type TaskName = (typeof TASK_NAMES)[number];

/** One answer: `label` and numbers, so that it can stand in a table. */
export type TaskRecord = Readonly<Record<string, string | number | boolean | bigint | null>>;

/** What ingest knows of a bundle when its task is to be found. */
export interface BundleFacts {
  readonly signature: Signature;
  /** The bundle's small text files by their path, those that travelled inside the model included. */
  readonly texts: ReadonlyMap<string, string>;
  /** The classes that the graph itself names. */
  readonly labels?: readonly (string | number)[];
}

/** What was found: goes into the version's record. */
export interface TaskChoice {
  readonly task: TaskName;
  readonly labels?: readonly (string | number)[];
  /** What the task must know of the bundle's configuration files, as plain JSON. */
  readonly config?: TaskConfig;
}

/** Plain JSON; its keys are the task's own. */
export type TaskConfig = Readonly<Record<string, unknown>>;

/** What a task knows of the version that it works for. */
export interface TaskContext {
  readonly signature: Signature;
  readonly labels?: readonly (string | number)[];
  readonly config?: TaskConfig;
}

/** How friendly JSON becomes tensors and tensors become friendly JSON. */
export interface Task {
  readonly name: TaskName;
  /** Why a version with this signature cannot serve the task; undefined when it can. */
  findMisfit(context: TaskContext): string | undefined;
  /** @throws MaasError INVALID_REQUEST when the body is not the task's */
  prepare(body: unknown, context: TaskContext): TaskCall;
}

/** One call, ready to run. */
export interface TaskCall {
  readonly inputs: Tensors;
  /** Names of the outputs that `answer` needs. */
  readonly outputs: readonly string[];
  answer(outputs: Tensors): TaskAnswer;
}

export interface TaskAnswer {
  readonly records: readonly TaskRecord[];
  /** The confidences behind the labels, for the metric `Score`. */
  readonly scores: readonly number[];
}
