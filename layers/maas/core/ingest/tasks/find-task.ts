import { RejectionError } from '../../errors.ts';
import { quote } from '../../quote.ts';
import { isFloat } from '../../tasks/task/floats.ts';
import { TaskMisfit } from '../../tasks/task/task-misfit.ts';
import type { TaskChoice, TaskName } from '../../tasks/task/task.ts';
import type { BundleFacts } from './bundle/bundle-facts.ts';
import { isEmbedder, isMaskFiller, isTable, namesTokens } from './bundle/bundle-kinds.ts';
import { guessTask } from './guess-task.ts';
import { configureImageClassification } from './images/configure-image-classification.ts';
import { configureTabularClassification } from './tabular/configure-tabular-classification.ts';
import { configureTabularRegression } from './tabular/configure-tabular-regression.ts';
import type { TaskFit } from './task-fit.ts';
import { configureFeatureExtraction } from './text/configure-feature-extraction.ts';
import { configureFillMask } from './text/configure-fill-mask.ts';
import { configureQuestionAnswering } from './text/configure-question-answering.ts';
import { configureTextClassification } from './text/configure-text-classification.ts';
import { configureTokenClassification } from './text/configure-token-classification.ts';

/** In the order in which they are guessed: the more specific first. */
const FITS: Readonly<Record<TaskName, TaskFit>> = {
  'question-answering': { isLikely: () => true, configure: configureQuestionAnswering },
  'fill-mask': { isLikely: isMaskFiller, configure: configureFillMask },
  'token-classification': { isLikely: namesTokens, configure: configureTokenClassification },
  'feature-extraction': { isLikely: isEmbedder, configure: configureFeatureExtraction },
  'text-classification': {
    // A text that is looked up, whole, among categories is a column of a table.
    isLikely: ({ signature, categories = [] }) =>
      !signature.inputs.some(
        ({ name, datatype }) => datatype === 'BYTES' && categories.includes(name),
      ),
    configure: configureTextClassification,
  },
  'image-classification': { isLikely: () => true, configure: configureImageClassification },
  'tabular-classification': {
    isLikely: (bundle) =>
      isTable(bundle) || bundle.signature.outputs.some((output) => !isFloat(output)),
    configure: configureTabularClassification,
  },
  'tabular-regression': { isLikely: isTable, configure: configureTabularRegression },
  tensor: {
    isLikely: () => false, // it fits everything: taken where nothing else is
    configure: ({ labels }) => ({ notes: ["It was uploaded with the task 'tensor'."], labels }),
  },
};

const TASKS = Object.fromEntries(
  Object.entries(FITS).map(([task, { isLikely, configure }]): [string, TaskFit] => [
    task,
    { isLikely, configure: (bundle) => findEmptyInput(task, bundle) ?? configure(bundle) },
  ]),
) as Readonly<Record<TaskName, TaskFit>>;

/** ONNX Runtime takes a size of 0 at its word, which some exporters write for one that is open. */
function findEmptyInput(task: string, { signature }: BundleFacts): TaskMisfit | undefined {
  const empty = signature.inputs.find(({ shape }) => shape.includes(0));
  if (task === 'tensor' || !empty) return undefined;
  const { name, datatype, shape } = empty;
  return new TaskMisfit(
    `${task} has nothing to send to ${quote(name)}, ${datatype}[${shape.join(', ')}]: a size of 0 ` +
      'takes no values; export the model with a free dimension there (dynamic_axes)',
  );
}

/**
 * The task that was asked for, or the most specific one that fits.
 * @throws RejectionError TASK_MISMATCH when the bundle cannot serve the task asked for, or the one
 *   that its files are for
 */
export function findTask(bundle: BundleFacts, asked?: TaskName): TaskChoice {
  if (asked === undefined) return guessTask(bundle, TASKS);
  const setup = TASKS[asked].configure(bundle);
  if (setup instanceof TaskMisfit) {
    throw new RejectionError('TASK_MISMATCH', `The bundle does not fit its task: ${setup.reason}.`);
  }
  return { task: asked, ...setup };
}
