import { MaasError } from '../errors.ts';
import type { Signature, TensorSpec } from '../tensor.ts';
import { getClassifierOutputs, readClassified } from './answers/classifier-outputs.ts';
import { toRowAnswer, type RowAnswer } from './answers/row-answer.ts';
import type { ClassifierForm } from './tabular/classifier-form.ts';
import { findClassifierForm } from './tabular/find-classifier-form.ts';
import { listFormOutputs, readAnswers } from './tabular/read-answers.ts';
import { findBatch, runBatches } from './task/run-batches.ts';
import { TaskMisfit } from './task/task-misfit.ts';
import type { BundleFacts, TaskContext, TaskFit, TaskModel } from './task/task.ts';

interface Config {
  /** Absent in the records of earlier releases, which knew one form. */
  readonly classifier?: ClassifierForm;
  /** Texts that run together, where that is not open. */
  readonly batch?: number;
}

/** Whether a model reads text itself: its only input is one of strings (scikit-learn pipelines). */
export function readsStrings({ inputs: [input, ...others] }: Signature): boolean {
  return input?.datatype === 'BYTES' && others.length === 0;
}

export function fitStringClassifier(bundle: BundleFacts): TaskFit | TaskMisfit {
  const [input] = bundle.signature.inputs;
  if (!input || !isColumn(input))
    return new TaskMisfit(
      `text-classification needs an input of shape [-1] or [-1, 1]; '${input?.name ?? ''}' has [${input?.shape.join(', ') ?? ''}]`,
    );
  const found = findClassifierForm(bundle, 'text-classification');
  if (typeof found === 'string') return new TaskMisfit(found);
  const batch = bundle.measured?.isMixing ? 1 : findBatch(bundle.signature);
  const config: Config = { classifier: found.form, ...(batch === undefined ? {} : { batch }) };
  const { labels, scoring } = found;
  return { ...(labels ? { labels } : {}), ...(scoring ? { scoring } : {}), config: { ...config } };
}

function isColumn({ shape }: TensorSpec): boolean {
  return shape.length === 1 || (shape.length === 2 && (shape[1] === 1 || shape[1] === -1));
}

/** ONNX Runtime cuts strings at U+0000 in silence. @throws MaasError INVALID_REQUEST */
export function requireStrings(texts: readonly string[]): void {
  if (texts.some((text) => text.includes('\0')))
    throw new MaasError(
      'INVALID_REQUEST',
      'A text must not have U+0000 in it: this model reads strings, which end there.',
    );
}

export async function runStringClassifier(
  texts: readonly string[],
  context: TaskContext,
  model: TaskModel,
): Promise<RowAnswer[]> {
  const { classifier, batch } = (context.config ?? {}) as Config;
  const [input] = context.signature.inputs;
  if (!input || texts.length === 0) return []; // a batch of no rows is an error of TfIdfVectorizer
  const inputs = {
    [input.name]: {
      datatype: 'BYTES' as const,
      shape: input.shape.length === 1 ? [texts.length] : [texts.length, 1],
      data: texts,
    },
  };
  if (!classifier) return runAsBefore(inputs, texts.length, context, model);
  return runBatches(
    model,
    inputs,
    texts.length,
    { outputs: listFormOutputs(classifier), batch },
    (results, rows) => readAnswers(classifier, context.labels, results, rows),
  );
}

/** By the datatypes of two outputs alone, as versions were recorded up to release 1. */
async function runAsBefore(
  inputs: Parameters<TaskModel['run']>[0],
  rows: number,
  { signature, labels }: TaskContext,
  model: TaskModel,
): Promise<RowAnswer[]> {
  const outputs = getClassifierOutputs(signature);
  const results = await model.run(inputs, [outputs.label.name, outputs.scores.name]);
  return readClassified(results, outputs, rows).map((row) => toRowAnswer(row, labels));
}
