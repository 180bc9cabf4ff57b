import type { FileBytes } from '../ports/model-runtime.ts';
import {
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType as Type,
  TensorProtoSchema,
} from './generated/onnx_pb.js';
import type { ModelHeader } from './model-header.ts';
import { fillCuts, findAttribute } from './read-attribute.ts';

export type ClassLabels = readonly (string | number)[];

/** Every name that classifiers of `ai.onnx.ml` have for the same thing. */
const LABEL_ATTRIBUTES = ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints'];

/** Operators that pass a label on as it is, or in another shape or type. */
const PASSING = ['Identity', 'Cast', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten'];
const { STRING, INT64, INT32 }: Readonly<Record<string, string | number | undefined>> = Type;
/** More labels than any record should carry. */
const LABELS = 100_000;

/**
 * The classes that the graph itself names, in the order of the scores: those of the classifier that
 * makes the label output. scikit-learn's linear models, trees and machines have them as attributes,
 * its others look them up in a constant.
 */
export function findClassLabels({ model: { graph }, file }: ModelHeader): ClassLabels | undefined {
  if (!graph) return undefined;
  const makers = new Map(
    graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)),
  );
  for (const { name } of graph.output) {
    const maker = findMaker(name, makers);
    const labels = maker && (readLabelAttributes(maker, file) ?? readLookedUp(maker, graph, file));
    if (labels) return labels;
  }
  return undefined;
}

/** The labels that a node has as attributes. */
export function readLabelAttributes(node: NodeProto, file: FileBytes): ClassLabels | undefined {
  for (const name of LABEL_ATTRIBUTES) {
    const { strings = [], ints = [] } = findAttribute(node, name, file) ?? {};
    const labels = [...strings.map(decodeText), ...ints.map(toNumber)];
    if (labels.length > 0 && labels.length <= LABELS) return labels;
  }
  return undefined;
}

function findMaker(output: string, makers: ReadonlyMap<string, NodeProto>): NodeProto | undefined {
  let node = makers.get(output);
  for (
    let steps = 0;
    node && PASSING.includes(node.opType) && steps < PASSING.length * 2;
    steps++
  ) {
    node = makers.get(node.input[0] ?? '');
  }
  return node;
}

/** `ArrayFeatureExtractor(classes, argmax)`, as skl2onnx writes it. */
function readLookedUp(
  { opType, input }: NodeProto,
  graph: GraphProto,
  file: FileBytes,
): ClassLabels | undefined {
  return opType === 'ArrayFeatureExtractor'
    ? readConstantLabels(input[0] ?? '', graph, file)
    : undefined;
}

/**
 * The labels that stand in the graph under a name; undefined where it is no constant of strings or
 * whole numbers.
 */
export function readConstantLabels(
  name: string,
  graph: GraphProto,
  file: FileBytes,
): ClassLabels | undefined {
  const maker = graph.node.find(
    ({ opType, output }) => opType === 'Constant' && output[0] === name,
  );
  const constant = maker
    ? findAttribute(maker, 'value', file)?.t
    : graph.initializer.find((tensor) => tensor.name === name);
  const tensor = constant && fillCuts(TensorProtoSchema, constant, file, LABELS * 8);
  return tensor && readLabels(tensor);
}

/**
 * The labels behind a `LabelEncoder`, in the order of what goes in: of `labels`, or of positions
 * where there are none.
 */
export function readMappedLabels(
  node: NodeProto,
  labels: ClassLabels | undefined,
  file: FileBytes,
): ClassLabels | undefined {
  const read = (kind: string): ClassLabels => {
    const strings = findAttribute(node, `${kind}_strings`, file)?.strings.map(decodeText) ?? [];
    return strings.length > 0
      ? strings
      : (findAttribute(node, `${kind}_int64s`, file)?.ints.map(toNumber) ?? []);
  };
  const [keys, values] = [read('keys'), read('values')];
  if (keys.length === 0 || keys.length !== values.length || keys.length > LABELS) return undefined;
  const byKey = new Map(keys.map((key, index) => [String(key), values[index] ?? '']));
  const mapped = (labels ?? keys.map((_, index) => index)).map((label) => byKey.get(String(label)));
  return mapped.every((label) => label !== undefined) ? mapped : undefined;
}

function readLabels(tensor: TensorProto): ClassLabels | undefined {
  const { rawData } = tensor;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  switch (tensor.dataType) {
    case STRING:
      return tensor.stringData.map(decodeText);
    case INT64:
      return tensor.int64Data.length > 0
        ? tensor.int64Data.map(toNumber)
        : Array.from({ length: rawData.length / 8 }, (_, index) =>
            toNumber(view.getBigInt64(index * 8, true)),
          );
    case INT32:
      return tensor.int32Data.length > 0
        ? tensor.int32Data
        : Array.from({ length: rawData.length / 4 }, (_, index) => view.getInt32(index * 4, true));
    default:
      return undefined;
  }
}

/** Labels go through JSON: beyond 2^53 an integer is exact as text alone. */
function toNumber(value: bigint): string | number {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
