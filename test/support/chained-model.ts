import { WireWriter } from '../../layers/maas/core/onnx/wire-writer.ts';
import { encodeOnnx, TYPE, value } from './onnx-model.ts';

/**
 * A model of many nodes in a chain, from `x` to `y`, written field by field: a message object for
 * each would take seconds.
 */
export function encodeChainedModel(nodes: number): Uint8Array {
  const graph = new WireWriter();
  const text = (field: number, content: string): void => {
    const bytes = Buffer.from(content);
    graph.varint(field * 8 + 2);
    graph.varint(bytes.length);
    graph.raw(bytes);
  };
  graph.message(7, () => {
    for (let index = 0; index < nodes; index++) {
      graph.message(1, () => {
        text(1, index === 0 ? 'x' : `v${index}`);
        text(2, index === nodes - 1 ? 'y' : `v${index + 1}`);
        text(4, 'Neg');
      });
    }
  });
  // A message field that stands twice is merged: the rest of the graph comes from here.
  return Buffer.concat([
    encodeOnnx({
      graph: { input: [value('x', TYPE.FLOAT, ['n'])], output: [value('y', TYPE.FLOAT, ['n'])] },
    }),
    graph.finish(),
  ]);
}
