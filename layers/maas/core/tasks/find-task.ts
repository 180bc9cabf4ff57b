import { RejectionError } from '../errors.ts';
import type { BundleFacts, Task, TaskChoice, TaskName } from './task.ts';
import { tensorTask } from './tensor.ts';
import { textClassification } from './text-classification.ts';

const TASKS: Record<TaskName, Task> = {
  'text-classification': textClassification,
  tensor: tensorTask,
};

export function getTask(name: TaskName): Task {
  return TASKS[name];
}

/**
 * The task that was asked for, or the most specific one that fits; `tensor` fits every model.
 * @throws RejectionError TASK_MISMATCH when the bundle cannot serve the task asked for
 */
export function findTask({ signature, labels }: BundleFacts, asked?: TaskName): TaskChoice {
  const context = { signature, ...(labels === undefined ? {} : { labels }) };
  const misfit = asked === undefined ? undefined : getTask(asked).findMisfit(context);
  if (misfit !== undefined) throw new RejectionError('TASK_MISMATCH', `${misfit}.`);
  const task = asked ?? (textClassification.findMisfit(context) === undefined ? 'text-classification' : 'tensor');
  return { task, ...(labels === undefined ? {} : { labels }) };
}
