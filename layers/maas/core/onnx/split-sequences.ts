import { create } from '@bufbuild/protobuf';
import {
  NodeProtoSchema,
  type GraphProto,
  type NodeProto,
  type TypeProto_Sequence,
  ValueInfoProtoSchema,
} from './generated/onnx_pb.js';
import type { ModelHeader } from './model-header.ts';
import { walkSubgraphNodes } from './walk-graph.ts';

/**
 * Makes an output of each tensor of a sequence that is an output, as skl2onnx writes it for
 * MultiOutputClassifier: no sequence can be sent over HTTP.
 * @returns the names of the outputs that were sequences
 */
export function splitSequences({ model: { graph } }: ModelHeader): string[] {
  if (!graph) return [];
  // Beside the labels, which are a tensor: a model of sequences alone is no classifier, and is
  // refused.
  const hasTensor = graph.output.some(({ type }) => type?.value.case === 'tensorType');
  const makers = graph.node.filter(
    (node) => hasTensor && node.opType === 'SequenceConstruct' && isOutputOnly(node, graph),
  );
  for (const maker of makers) split(maker, graph);
  return makers.map(({ output }) => output[0] ?? '');
}

/** Tells whether no node reads the sequence: if one does, it has to stay a sequence. */
function isOutputOnly({ output: [name] }: NodeProto, graph: GraphProto): boolean {
  if (
    !graph.output.some(
      (output) => output.name === name && output.type?.value.case === 'sequenceType',
    )
  ) {
    return false;
  }
  for (const { input } of walkSubgraphNodes(graph.node)) {
    if (name !== undefined && input.includes(name)) return false;
  }
  return true;
}

function split(maker: NodeProto, graph: GraphProto): void {
  const [name = ''] = maker.output;
  const at = graph.output.findIndex((output) => output.name === name);
  const type = (graph.output[at]?.type?.value.value as TypeProto_Sequence | undefined)?.elemType;
  const names = maker.input.map((_, index) => `${name}:${index}`);
  const passes = maker.input.map((input, index) =>
    create(NodeProtoSchema, { opType: 'Identity', input: [input], output: [names[index] ?? ''] }),
  );
  graph.node.splice(graph.node.indexOf(maker), 1, ...passes);
  graph.output.splice(
    at,
    1,
    ...names.map((own) => create(ValueInfoProtoSchema, { name: own, type })),
  );
  graph.valueInfo = graph.valueInfo.filter((info) => info.name !== name);
}
