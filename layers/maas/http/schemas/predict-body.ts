import * as z from 'zod';
import { TASK_BODIES } from '../../core/tasks/find-task.ts';

/** The body of a prediction: that of any task, ours or Hugging Face's. */
export const PredictBody = z.union(TASK_BODIES);
