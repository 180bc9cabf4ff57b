import { imageClassification } from './images/image-classification.ts';
import { tabularClassification } from './tabular/tabular-classification.ts';
import { tabularRegression } from './tabular/tabular-regression.ts';
import type { Task, TaskName } from './task/task.ts';
import { tensorTask } from './tensor.ts';
import { featureExtraction } from './text/feature-extraction.ts';
import { fillMask } from './text/fill-mask.ts';
import { questionAnswering } from './text/question-answering.ts';
import { textClassification } from './text/text-classification.ts';
import { tokenClassification } from './text/token-classification.ts';

/** For those who describe all of them; a call loads its own, by `load-task.ts`. */
export const ALL_TASKS: Readonly<Record<TaskName, Task>> = {
  'question-answering': questionAnswering,
  'fill-mask': fillMask,
  'token-classification': tokenClassification,
  'feature-extraction': featureExtraction,
  'text-classification': textClassification,
  'image-classification': imageClassification,
  'tabular-classification': tabularClassification,
  'tabular-regression': tabularRegression,
  tensor: tensorTask,
};

/** Every body that a prediction can have. */
export const TASK_BODIES = Object.values(ALL_TASKS).flatMap(({ bodies }) => bodies);
