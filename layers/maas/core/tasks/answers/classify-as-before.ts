import type { Tensors } from '../../tensor.ts';
import type { TaskContext, TaskModel } from '../task/task.ts';
import { getClassifierOutputs, readClassified } from './classifier-outputs.ts';
import { toRowAnswer, type RowAnswer } from './row-answer.ts';

/** By the datatypes of two outputs alone, as versions were recorded up to release 1. */
export async function classifyAsBefore(
  inputs: Tensors,
  rows: number,
  { signature, labels }: TaskContext,
  model: TaskModel,
): Promise<RowAnswer[]> {
  const outputs = getClassifierOutputs(signature);
  const results = await model.run(inputs, [outputs.label.name, outputs.scores.name]);
  return readClassified(results, outputs, rows).map((row) => toRowAnswer(row, labels));
}
