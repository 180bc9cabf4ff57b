import * as z from 'zod/mini';
import { ALL_TASKS, TASK_BODIES } from '../../core/tasks/all-tasks.ts';
import { TASK_NAMES, type TaskName } from '../../core/tasks/task/task.ts';

/** The body of a prediction: that of any task, ours or Hugging Face's. */
export const PredictBody = z.union(TASK_BODIES);

/** By task. */
export const TASK_REQUESTS = Object.fromEntries(
  TASK_NAMES.map((name) => [name, z.union(ALL_TASKS[name].bodies)]),
) as unknown as Readonly<Record<TaskName, z.ZodMiniType>>;
