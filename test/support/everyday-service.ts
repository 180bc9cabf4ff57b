import { encodeOnnx, node, rawTensor, TYPE, value } from './onnx-model.ts';
import { useService } from './use-service.ts';

/** y = x · (1, 2), times `factor`. */
export function weightedSum(factor = 1, irVersion = 10): Uint8Array {
  return encodeOnnx({
    graph: {
      node: [node('MatMul', ['x', 'w'], ['y'])],
      input: [value('x', TYPE.FLOAT, ['n', 2])],
      output: [value('y', TYPE.FLOAT, ['n', 1])],
      initializer: [rawTensor('w', [2, 1], Float32Array.of(factor, 2 * factor))],
    },
    irVersion,
  });
}

export const service = useService();
