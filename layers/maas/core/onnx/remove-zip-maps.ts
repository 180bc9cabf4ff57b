import { create } from '@bufbuild/protobuf';
import { type ClassLabels, readLabelAttributes } from './class-labels.ts';
import {
  type GraphProto,
  type NodeProto,
  TensorProto_DataType,
  TypeProtoSchema,
} from './generated/onnx_pb.js';
import type { ModelHeader } from './model-header.ts';
import { walkSubgraphNodes } from './walk-graph.ts';

export interface RemovedZipMaps {
  readonly count: number;
  /** The keys of the maps, in the order of the scores. */
  readonly labels?: ClassLabels;
  /** The same, by the output that was a list of maps. */
  readonly byOutput: ReadonlyMap<string, ClassLabels>;
}

/**
 * Puts `Identity` in the place of each ZipMap that makes an output of the model: scores come out as
 * they went in, a column per class. scikit-learn's, LightGBM's and CatBoost's exporters end
 * classifiers with one, and ONNX Runtime's Node binding cannot return its maps.
 */
export function removeZipMaps({ model: { graph }, file }: ModelHeader): RemovedZipMaps {
  if (!graph) return { count: 0, byOutput: new Map() };
  const zipMaps = graph.node.filter(
    (node) => node.opType === 'ZipMap' && node.domain === 'ai.onnx.ml' && isOutputOnly(node, graph),
  );
  const byOutput = new Map<string, ClassLabels>();
  for (const node of zipMaps) {
    const own = readLabelAttributes(node, file);
    if (own) byOutput.set(node.output[0] ?? '', own);
    setScoreType(graph, node.output[0], own?.length);
    node.opType = 'Identity';
    node.domain = '';
    node.attribute = [];
  }
  const [labels] = byOutput.values();
  return { count: zipMaps.length, byOutput, labels };
}

/** Tells whether no node reads the maps: if one does, they have to stay maps. */
function isOutputOnly({ output: [name] }: NodeProto, graph: GraphProto): boolean {
  if (!graph.output.some((output) => output.name === name)) return false;
  for (const { input } of walkSubgraphNodes(graph.node)) {
    if (name !== undefined && input.includes(name)) return false;
  }
  return true;
}

function setScoreType(
  graph: GraphProto,
  name: string | undefined,
  classes: number | undefined,
): void {
  const columns =
    classes === undefined ? {} : { value: { case: 'dimValue' as const, value: BigInt(classes) } };
  for (const output of graph.output) {
    if (output.name !== name) continue;
    output.type = create(TypeProtoSchema, {
      value: {
        case: 'tensorType',
        value: { elemType: TensorProto_DataType.FLOAT, shape: { dim: [{}, columns] } },
      },
    });
  }
  graph.valueInfo = graph.valueInfo.filter((info) => info.name !== name);
}
