import { MaasError } from '../errors.ts';
import type { Signature, TensorSpec } from '../tensor.ts';
import type { Classified } from './classes.ts';
import { CLASSIFIER_OUTPUTS, findClassifierOutputs, getClassifierOutputs, readClassified } from './classifier-outputs.ts';
import { findLabels } from './label-files.ts';
import type { BundleFacts, TaskContext, TaskFit, TaskModel } from './task.ts';

/** Whether a model reads text itself: its only input is one of strings (scikit-learn pipelines). */
export function readsStrings({ inputs: [input, ...others] }: Signature): boolean {
  return input?.datatype === 'BYTES' && others.length === 0;
}

export function fitStringClassifier(bundle: BundleFacts): TaskFit | string {
  const [input] = bundle.signature.inputs;
  if (!input || !isColumn(input)) return `text-classification needs an input of shape [-1] or [-1, 1]; '${input?.name ?? ''}' has [${input?.shape.join(', ') ?? ''}]`;
  if (!findClassifierOutputs(bundle.signature)) return `text-classification needs ${CLASSIFIER_OUTPUTS}`;
  const labels = findLabels(bundle);
  return labels === undefined ? {} : { labels };
}

function isColumn({ shape }: TensorSpec): boolean {
  return shape[0] === -1 && (shape.length === 1 || (shape.length === 2 && (shape[1] === 1 || shape[1] === -1)));
}

/** ONNX Runtime cuts strings at U+0000 in silence. @throws MaasError INVALID_REQUEST */
export function requireStrings(texts: readonly string[]): void {
  if (texts.some((text) => text.includes('\0'))) throw new MaasError('INVALID_REQUEST', 'A text must not have U+0000 in it: this model reads strings, which end there.');
}

export async function runStringClassifier(texts: readonly string[], { signature }: TaskContext, model: TaskModel): Promise<Classified[]> {
  const [input] = signature.inputs;
  const outputs = getClassifierOutputs(signature);
  if (!input || texts.length === 0) return []; // a batch of no rows is an error of TfIdfVectorizer
  const results = await model.run({ [input.name]: { datatype: 'BYTES', shape: input.shape.length === 1 ? [texts.length] : [texts.length, 1], data: texts } }, [outputs.label.name, outputs.scores.name]);
  return readClassified(results, outputs, texts.length);
}
