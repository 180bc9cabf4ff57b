import { encodeModel } from '../../layers/maas/core/onnx/encode-model.ts';
import { readModelHeader } from '../../layers/maas/core/onnx/model-header.ts';
import type { FileBytes } from '../../layers/maas/core/ports/model-runtime.ts';
import { node, rawTensor, TYPE, value } from './onnx-model.ts';

export const graph = {
  node: [node('Add', ['x', 'w'], ['y'])],
  input: [value('x', TYPE.FLOAT, ['n', 1000])],
  output: [value('y', TYPE.FLOAT, ['n', 1000])],
  initializer: [
    rawTensor(
      'w',
      [1000],
      new Float32Array(1000).map((_, index) => index),
    ),
  ],
};

export function encode(file: FileBytes): Uint8Array {
  return Buffer.concat([...encodeModel(readModelHeader(file))]);
}
