import { ALL_TASKS } from '../../layers/maas/core/tasks/all-tasks.ts';
import { prepareTask } from '../../layers/maas/core/tasks/prepare-task.ts';
import { findTask } from '../../layers/maas/core/ingest/tasks/find-task.ts';
import { type TaskCall, type TaskName } from '../../layers/maas/core/tasks/task/task.ts';
import { BUNDLES } from './task-bundles.ts';

/** Reads a body as it is read for a version of the task, before its model is loaded. */
export function prepare(task: TaskName, body: unknown): TaskCall {
  const bundle = BUNDLES[task];
  const { signature } = bundle;
  return prepareTask({ ...findTask(bundle, task), signature, task: ALL_TASKS[task] }, body);
}

export const ROW = { colour: 'red', petal_length: 1 };
export const QUESTION = { question: 'Where?', context: 'Here.' };
