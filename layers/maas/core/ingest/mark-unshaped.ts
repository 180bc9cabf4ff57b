import type { Signature, TensorSpec } from '../tensor.ts';

/**
 * Tells the scalars of a signature from what only looks so; a shape that ONNX Runtime inferred
 * stays.
 */
export function markUnshaped(
  { inputs, outputs }: Signature,
  unshaped: readonly string[],
): Signature {
  const mark = (spec: TensorSpec): TensorSpec =>
    spec.shape.length === 0 && unshaped.includes(spec.name) ? { ...spec, anyShape: true } : spec;
  return { inputs: inputs.map(mark), outputs: outputs.map(mark) };
}
