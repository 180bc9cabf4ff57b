/* eslint-disable no-restricted-syntax -- of core itself, and each for the calls of one task */
import { lazily } from '../lazily.ts';
import type { Task, TaskName } from './task/task.ts';
import { tensorTask } from './tensor.ts';

const LOAD: Readonly<Record<TaskName, () => Promise<Task>>> = {
  'question-answering': lazily(
    async () => (await import('./text/question-answering.ts')).questionAnswering,
  ),
  'fill-mask': lazily(async () => (await import('./text/fill-mask.ts')).fillMask),
  'token-classification': lazily(
    async () => (await import('./text/token-classification.ts')).tokenClassification,
  ),
  'feature-extraction': lazily(
    async () => (await import('./text/feature-extraction.ts')).featureExtraction,
  ),
  'text-classification': lazily(
    async () => (await import('./text/text-classification.ts')).textClassification,
  ),
  'image-classification': lazily(
    async () => (await import('./images/image-classification.ts')).imageClassification,
  ),
  'tabular-classification': lazily(
    async () => (await import('./tabular/tabular-classification.ts')).tabularClassification,
  ),
  'tabular-regression': lazily(
    async () => (await import('./tabular/tabular-regression.ts')).tabularRegression,
  ),
  // Every model can be sent tensors: it is there with the first call of any.
  tensor: () => Promise.resolve(tensorTask),
};

/** The code of a task, which comes with the first call of a version that it serves. */
export function loadTask(name: TaskName): Promise<Task> {
  return LOAD[name]();
}
