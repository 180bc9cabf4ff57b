import type { Datatype, Signature } from '../../../layers/maas/core/tensor.ts';

/**
 * A model that answers what it is given: one input `x` and one output `y`, both of this datatype
 * and shape.
 */
export function echo(datatype: Datatype, shape: readonly number[] = [-1]): Signature {
  return { inputs: [{ name: 'x', datatype, shape }], outputs: [{ name: 'y', datatype, shape }] };
}

/** Two inputs and two outputs of different datatypes. */
export const PAIR: Signature = {
  inputs: [
    { name: 'a', datatype: 'FP32', shape: [-1, 2] },
    { name: 'b', datatype: 'INT64', shape: [-1] },
  ],
  outputs: [
    { name: 'sum', datatype: 'FP32', shape: [-1] },
    { name: 'text', datatype: 'BYTES', shape: [-1] },
  ],
};
