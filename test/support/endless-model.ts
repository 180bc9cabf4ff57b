import { create } from '@bufbuild/protobuf';
import { TensorProtoSchema } from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, subgraph, TYPE, value } from './onnx-model.ts';

/** A model that never comes back from a run. */
export function encodeEndlessModel(): Uint8Array {
  const body = subgraph({
    node: [node('Identity', ['c'], ['c2']), node('Identity', ['v'], ['v2'])],
    input: [value('i', TYPE.INT64, []), value('c', TYPE.BOOL, []), value('v', TYPE.FLOAT, ['n'])],
    output: [value('c2', TYPE.BOOL, []), value('v2', TYPE.FLOAT, ['n'])],
  });
  const yes = create(TensorProtoSchema, {
    name: 'yes',
    dataType: TYPE.BOOL,
    rawData: new Uint8Array([1]),
  });
  return encodeOnnx({
    graph: {
      node: [node('Loop', ['', 'yes', 'x'], ['y'], { body })],
      input: [value('x', TYPE.FLOAT, ['n'])],
      output: [value('y', TYPE.FLOAT, ['n'])],
      initializer: [yes],
    },
  });
}
