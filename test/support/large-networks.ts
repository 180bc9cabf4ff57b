import { encodeOnnx, node, rawTensor, TYPE, value } from './onnx-model.ts';
import { useService } from './use-service.ts';

export const lines = (count: number, text = 'class'): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, index) => `${text} ${index}`).join('\n'));

/** A network over one column whose best class is the last one for 1, and the first for -1. */
export function createNetwork(classes: number): Uint8Array {
  const weights = Float32Array.from({ length: classes }, (_, index) => (index * 20) / classes);
  return encodeOnnx({
    graph: {
      node: [
        node('MatMul', ['x', 'w'], ['logits']),
        node('Softmax', ['logits'], ['probabilities'], { axis: -1 }),
      ],
      input: [value('x', TYPE.FLOAT, ['n', 1])],
      output: [value('probabilities', TYPE.FLOAT, ['n', classes])],
      initializer: [rawTensor('w', [1, classes], weights)],
    },
  });
}

export const service = useService();
