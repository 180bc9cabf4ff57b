import type { Task, TaskContext, TaskName } from './task.ts';
import { tensorTask } from './tensor.ts';
import { textClassification } from './text-classification.ts';

const TASKS: Record<TaskName, Task> = {
  'text-classification': textClassification,
  tensor: tensorTask,
};

export function getTask(name: TaskName): Task {
  return TASKS[name];
}

/** The most specific task that fits; `tensor` fits every model. */
export function detectTask(context: TaskContext): TaskName {
  return textClassification.findMisfit(context) === undefined ? 'text-classification' : 'tensor';
}
