import type { TensorSpec } from '../tensor.ts';

/**
 * The protocol has no word for a shape that nothing is known of: one free dimension comes nearest,
 * and clients can read it.
 */
export function toProtocolShape({ shape, anyShape }: TensorSpec): readonly number[] {
  return anyShape ? [-1] : shape;
}
