import { MaasError } from '../errors.ts';
import { quoteShape } from '../quote.ts';
import type { Datatype, TensorSpec } from '../tensor.ts';

/**
 * Checks that datatype, rank and fixed dimensions are the declared ones, where any are: ONNX
 * Runtime says so only in prose, or not at all.
 * @throws MaasError INVALID_TENSOR
 */
export function requireFit(spec: TensorSpec, datatype: Datatype, shape: readonly number[]): void {
  if (datatype !== spec.datatype) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The input '${spec.name}' is ${spec.datatype}; got ${datatype}.`,
    );
  }
  const fits =
    spec.anyShape === true ||
    (shape.length === spec.shape.length &&
      spec.shape.every((size, axis) => size === -1 || size === shape[axis]));
  if (!fits) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The input '${spec.name}' has the shape [${spec.shape.join(', ')}], where -1 is free; ` +
        `got ${quoteShape(shape)}.`,
    );
  }
}
