import { RejectionError } from '../errors.ts';
import { omitNulls } from '../json/omit-nulls.ts';
import { featureExtraction } from './text/feature-extraction.ts';
import { fillMask } from './text/fill-mask.ts';
import { guessTask } from './guess-task.ts';
import { imageClassification } from './images/image-classification.ts';
import { withSettings } from './task/long-settings.ts';
import { questionAnswering } from './text/question-answering.ts';
import { tabularClassification } from './tabular/tabular-classification.ts';
import { tabularRegression } from './tabular/tabular-regression.ts';
import type {
  BundleFacts,
  Task,
  TaskCall,
  TaskChoice,
  TaskContext,
  TaskName,
} from './task/task.ts';
import { tensorTask } from './tensor.ts';
import { textClassification } from './text/text-classification.ts';
import { tokenClassification } from './text/token-classification.ts';
import { TaskMisfit } from './task/task-misfit.ts';

/** In the order in which they are guessed: the more specific first. */
const TASKS: Record<TaskName, Task> = {
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

/**
 * The task that was asked for, or the most specific one that fits.
 * @throws RejectionError TASK_MISMATCH when the bundle cannot serve the task asked for, or the one
 *   that its files are for
 */
export function findTask(bundle: BundleFacts, asked?: TaskName): TaskChoice {
  if (asked === undefined) return guessTask(bundle, TASKS);
  const setup = getTask(asked).configure(bundle);
  if (setup instanceof TaskMisfit) {
    throw new RejectionError('TASK_MISMATCH', `The bundle does not fit its task: ${setup.reason}.`);
  }
  return { task: asked, ...setup };
}
