import { isFloat } from '../../../tasks/task/floats.ts';
import type { Signature, TensorSpec } from '../../../tensor.ts';

/** The output called `logits`, else the first of floats with so many axes. */
export function findLogits({ outputs }: Signature, rank: number): TensorSpec | undefined {
  const fitting = outputs.filter((output) => isFloat(output) && output.shape.length === rank);
  return fitting.find(({ name }) => name === 'logits') ?? fitting[0];
}
