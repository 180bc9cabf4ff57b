import { omitNulls } from '../json/omit-nulls.ts';
import { featureExtraction } from './text/feature-extraction.ts';
import { fillMask } from './text/fill-mask.ts';
import { imageClassification } from './images/image-classification.ts';
import { withSettings } from './task/long-settings.ts';
import { questionAnswering } from './text/question-answering.ts';
import { tabularClassification } from './tabular/tabular-classification.ts';
import { tabularRegression } from './tabular/tabular-regression.ts';
import type { Task, TaskCall, TaskContext, TaskName } from './task/task.ts';
import { tensorTask } from './tensor.ts';
import { textClassification } from './text/text-classification.ts';
import { tokenClassification } from './text/token-classification.ts';

const TASKS: Readonly<Record<TaskName, Task>> = {
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
export const TASK_BODIES = Object.values(TASKS).flatMap(({ bodies }) => bodies);

export function getTask(name: TaskName): Task {
  return TASKS[name];
}

/**
 * Reads a body for a version; whatever its task, `{"tensors": …}` speaks to the model itself.
 * @throws MaasError
 */
export function prepareTask(
  { task, ...context }: TaskContext & { readonly task: TaskName },
  body: unknown,
): TaskCall {
  const given = omitNulls(body);
  const isTensors = typeof given === 'object' && given !== null && Object.hasOwn(given, 'tensors');
  const chosen = getTask(isTensors ? 'tensor' : task);
  const prepare = (known: TaskContext): TaskCall =>
    chosen.prepare(given, { ...known, config: chosen.parseConfig(known.config, known.signature) });
  if (context.settingsFile === undefined) return prepare(context);
  return (model) => prepare(withSettings(context, model))(model);
}
