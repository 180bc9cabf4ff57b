import { create } from '@bufbuild/protobuf';
import { TensorProtoSchema } from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, rawTensor, subgraph, TYPE, value } from './onnx-model.ts';

/** The input from which on a faulty model is faulty: what tries models sends no such number. */
export const FAULTY = 4096;

const io = {
  input: [value('x', TYPE.FLOAT, ['n', 1])],
  output: [value('y', TYPE.FLOAT, ['n', 1])],
};
/**
 * The operators that tell how much the greatest input is above `FAULTY`: at least 0, and 1 where it
 * is.
 */
const EXCESS = [
  node('ReduceMax', ['x'], ['greatest'], { keepdims: 0 }),
  node('Sub', ['greatest', 'limit'], ['over']),
  node('Clip', ['over', 'zero', 'one'], ['excess']),
];
const CONSTANTS = [
  rawTensor('limit', [], new Float32Array([FAULTY - 1])),
  rawTensor('zero', [], new Float32Array([0])),
  rawTensor('one', [], new Float32Array([1])),
];

/** `y = 2 x`, and never comes back from a run with such an input. */
export function encodeHanging(): Uint8Array {
  const body = subgraph({
    node: [node('Identity', ['c'], ['c2']), node('Identity', ['v'], ['v2'])],
    input: [
      value('i', TYPE.INT64, []),
      value('c', TYPE.BOOL, []),
      value('v', TYPE.FLOAT, ['n', 1]),
    ],
    output: [value('c2', TYPE.BOOL, []), value('v2', TYPE.FLOAT, ['n', 1])],
  });
  return encodeOnnx({
    graph: {
      node: [
        ...EXCESS,
        node('Cast', ['excess'], ['isFaulty'], { to: TYPE.BOOL }),
        node('Add', ['x', 'x'], ['doubled']),
        node('Loop', ['', 'isFaulty', 'doubled'], ['y'], { body }),
      ],
      ...io,
      initializer: CONSTANTS,
    },
  });
}

/** `y = 2 x`, and divides by 0 in integers, which ends the process, at such an input. */
export function encodeDying(): Uint8Array {
  return encodeOnnx({
    graph: {
      node: [
        ...EXCESS,
        node('Sub', ['one', 'excess'], ['left']),
        node('Cast', ['left'], ['divisor'], { to: TYPE.INT64 }),
        node('Div', ['seven', 'divisor'], ['rest']),
        node('Sub', ['rest', 'seven'], ['none']),
        node('Cast', ['none'], ['nothing'], { to: TYPE.FLOAT }),
        node('Add', ['x', 'x'], ['doubled']),
        node('Add', ['doubled', 'nothing'], ['y']),
      ],
      ...io,
      initializer: [...CONSTANTS, rawTensor('seven', [], new BigInt64Array([7n]))],
    },
  });
}

/** `y = 2 x`, and takes some 12 GB at such an input. */
export function encodeEating(): Uint8Array {
  return encodeOnnx({
    graph: {
      node: [
        ...EXCESS,
        node('Mul', ['excess', 'many'], ['more']),
        node('Add', ['more', 'one'], ['count']),
        node('Cast', ['count'], ['size'], { to: TYPE.INT64 }),
        node('Unsqueeze', ['size', 'axis'], ['shape']),
        node('Expand', ['zero', 'shape'], ['field']),
        node('Exp', ['field'], ['ones']),
        node('ReduceMax', ['ones'], ['top'], { keepdims: 0 }),
        node('Sub', ['top', 'one'], ['nothing']),
        node('Add', ['x', 'x'], ['doubled']),
        node('Add', ['doubled', 'nothing'], ['y']),
      ],
      ...io,
      initializer: [
        ...CONSTANTS,
        rawTensor('many', [], new Float32Array([1.5e9])),
        create(TensorProtoSchema, {
          name: 'axis',
          dims: [1n],
          dataType: TYPE.INT64,
          int64Data: [0n],
        }),
      ],
    },
  });
}
