import { MaasError } from '../../errors.ts';
import type { Signature, Tensors, TensorSpec } from '../../tensor.ts';
import type { Classified } from './classes.ts';
import { getFloats, getOutput, isFloat } from '../task/floats.ts';

/**
 * The outputs of classifiers by scikit-learn, XGBoost, LightGBM and CatBoost: a label per row, and
 * a score per row and class.
 */
export interface ClassifierOutputs {
  readonly label: TensorSpec;
  readonly scores: TensorSpec;
}

/** By datatype alone: the shapes that these converters declare are not to be trusted. */
function findClassifierOutputs({ outputs }: Signature): ClassifierOutputs | undefined {
  const label = outputs.find(({ datatype }) => datatype === 'BYTES' || datatype === 'INT64');
  const scores = outputs.find(isFloat);
  return outputs.length === 2 && label && scores ? { label, scores } : undefined;
}

export const CLASSIFIER_OUTPUTS =
  'a label output (strings or INT64) and a score output (FP32 or FP64, one column per class)';

export function getClassifierOutputs(signature: Signature): ClassifierOutputs {
  const outputs = findClassifierOutputs(signature);
  if (!outputs) {
    throw new MaasError(
      'INTERNAL',
      `The version is recorded as a classifier, but it does not have ${CLASSIFIER_OUTPUTS}.`,
    );
  }
  return outputs;
}

export function readClassified(
  results: Tensors,
  { label, scores }: ClassifierOutputs,
  count: number,
): Classified[] {
  const labels = getOutput(results, label.name).data;
  const values = getFloats(results, scores.name);
  const width = values.length / count;
  return Array.from({ length: count }, (_, row) => ({
    label: toLabel(labels[row]),
    scores: Array.from(values.subarray(row * width, (row + 1) * width)),
  }));
}

/** INT64 labels stay numbers where a number can hold them. */
function toLabel(label: string | number | bigint | undefined): string | number | bigint {
  return typeof label === 'bigint' && Number.isSafeInteger(Number(label))
    ? Number(label)
    : (label ?? '');
}
