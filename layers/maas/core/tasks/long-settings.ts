import type { TaskContext, TaskFit, TaskModel } from './task/task.ts';

/** The labels and settings that ingest wrote into a file of the bundle, as they were too long for the version's record. */
export function readSettings(text: string): TaskFit {
  return JSON.parse(text) as TaskFit; // checked against the SHA-256 of what ingest wrote
}

/** A version's context with those of its file, which are there when its model is. */
export function withSettings<T extends TaskContext>(
  context: T,
  { resources }: Pick<TaskModel, 'resources'>,
): T {
  return context.settingsFile === undefined ? context : { ...context, ...resources.settings };
}
