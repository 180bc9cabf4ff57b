import { RejectionError } from '../errors.ts';
import { omitNulls } from '../omit-nulls.ts';
import { findJson, findPath } from './bundle-texts.ts';
import { featureExtraction } from './feature-extraction.ts';
import { fillMask } from './fill-mask.ts';
import { isFloat } from './floats.ts';
import { imageClassification } from './image-classification.ts';
import { findLabels } from './label-files.ts';
import { questionAnswering } from './question-answering.ts';
import { tabularClassification } from './tabular-classification.ts';
import { tabularRegression } from './tabular-regression.ts';
import type { BundleFacts, Task, TaskCall, TaskChoice, TaskContext, TaskName } from './task.ts';
import { tensorTask } from './tensor.ts';
import { textClassification } from './text-classification.ts';
import { tokenClassification } from './token-classification.ts';
import { TaskMisfit } from './task-misfit.ts';

const TASKS: Record<TaskName, Task> = {
  'text-classification': textClassification,
  'token-classification': tokenClassification,
  'fill-mask': fillMask,
  'question-answering': questionAnswering,
  'feature-extraction': featureExtraction,
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

/** Reads a body for a version; whatever its task, `{"tensors": …}` speaks to the model itself. @throws MaasError */
export function prepareTask({ task, ...context }: TaskContext & { readonly task: TaskName }, body: unknown): TaskCall {
  const given = omitNulls(body);
  const isTensors = typeof given === 'object' && given !== null && Object.hasOwn(given, 'tensors');
  return getTask(isTensors ? 'tensor' : task).prepare(given, context);
}

/**
 * The task that was asked for, or the most specific one that fits; `tensor` fits every model.
 * @throws RejectionError TASK_MISMATCH when the bundle cannot serve the task asked for
 */
export function findTask(bundle: BundleFacts, asked?: TaskName): TaskChoice {
  if (asked === undefined) return guessTask(bundle);
  const fit = getTask(asked).fit(bundle);
  if (fit instanceof TaskMisfit) throw new RejectionError('TASK_MISMATCH', `The bundle does not fit its task: ${fit.reason}.`);
  return { task: asked, ...fit };
}

function guessTask(bundle: BundleFacts): TaskChoice {
  for (const { task, isLikely } of GUESSES) {
    const fit = isLikely(bundle) ? getTask(task).fit(bundle) : undefined;
    if (fit && !(fit instanceof TaskMisfit)) return { task, ...fit };
  }
  return { task: 'tensor', ...(bundle.labels === undefined ? {} : { labels: bundle.labels }) };
}

/** In this order; a guess is taken when the bundle fits it, too. */
const GUESSES: readonly { readonly task: TaskName; readonly isLikely: (bundle: BundleFacts) => boolean }[] = [
  { task: 'question-answering', isLikely: () => true },
  { task: 'fill-mask', isLikely: isMaskFiller },
  { task: 'token-classification', isLikely: (bundle) => findLabels(bundle) !== undefined && !isEmbedder(bundle) },
  { task: 'feature-extraction', isLikely: isEmbedder },
  { task: 'text-classification', isLikely: () => true },
  { task: 'image-classification', isLikely: () => true },
  { task: 'tabular-classification', isLikely: (bundle) => isTable(bundle) || bundle.signature.outputs.some(({ datatype }) => !isFloat({ datatype })) },
  { task: 'tabular-regression', isLikely: isTable },
];

/** Rows of token ids are a matrix too. */
function isTable({ signature: { inputs }, texts }: BundleFacts): boolean {
  const isOfIds = inputs.some(({ datatype, shape }) => (datatype === 'INT64' || datatype === 'INT32') && Math.abs(shape[1] ?? 1) !== 1);
  return !isOfIds && findPath(texts, 'tokenizer.json') === undefined;
}

function findArchitecture({ texts }: BundleFacts): string {
  const architectures = findJson(texts, 'config.json')?.architectures;
  return Array.isArray(architectures) ? String(architectures[0]) : '';
}

/** A model with a score per word of its vocabulary, and a tokenizer with a mask. */
function isMaskFiller(bundle: BundleFacts): boolean {
  const architecture = findArchitecture(bundle);
  if (architecture !== '') return architecture.endsWith('ForMaskedLM');
  const words = findJson(bundle.texts, 'config.json')?.vocab_size;
  const hasMask = ['tokenizer_config.json', 'special_tokens_map.json'].some((name) => findJson(bundle.texts, name)?.mask_token);
  return hasMask && words !== undefined && bundle.signature.outputs.some(({ shape }) => shape.length === 3 && shape[2] === words);
}

/** A model without a head: by sentence-transformers' files, its class, or what exporters call its output. */
function isEmbedder(bundle: BundleFacts): boolean {
  return findPath(bundle.texts, 'modules.json') !== undefined || findArchitecture(bundle).endsWith('Model')
    || bundle.signature.outputs.some(({ name }) => ['last_hidden_state', 'sentence_embedding', 'token_embeddings'].includes(name));
}
