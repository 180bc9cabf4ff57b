import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  SparseTensorProto,
  TensorProto,
} from './generated/onnx_pb.js';

/**
 * Every graph of the model, those in attributes included. Without recursion: how deep they are is
 * the model's choice.
 */
function* walkGraphs(model: ModelProto): Generator<GraphProto, void, undefined> {
  const pending = [
    ...(model.graph ? [model.graph] : []),
    ...model.functions.flatMap((body) => findSubgraphs(body.node)),
    ...model.trainingInfo
      .flatMap(({ initialization, algorithm }) => [initialization, algorithm])
      .filter((graph) => graph !== undefined),
  ];
  for (let graph = pending.pop(); graph; graph = pending.pop()) {
    yield graph;
    for (const subgraph of findSubgraphs(graph.node)) pending.push(subgraph);
  }
}

/** Every node of the model. */
export function* walkNodes(model: ModelProto): Generator<NodeProto, void, undefined> {
  for (const { node } of model.functions) yield* node;
  for (const { node } of walkGraphs(model)) yield* node;
}

/** Every attribute of the model. */
function* walkAttributes(model: ModelProto): Generator<AttributeProto, void, undefined> {
  for (const { attribute } of walkNodes(model)) yield* attribute;
  for (const { attributeProto } of model.functions) yield* attributeProto;
}

export function* walkSparseTensors(
  model: ModelProto,
): Generator<SparseTensorProto, void, undefined> {
  for (const { sparseInitializer } of walkGraphs(model)) yield* sparseInitializer;
  for (const { sparseTensor, sparseTensors } of walkAttributes(model)) {
    if (sparseTensor) yield sparseTensor;
    yield* sparseTensors;
  }
}

/** Every tensor that stands in the model, parts of sparse ones included. */
export function* walkTensors(model: ModelProto): Generator<TensorProto, void, undefined> {
  for (const { initializer } of walkGraphs(model)) yield* initializer;
  for (const { t, tensors } of walkAttributes(model)) {
    if (t) yield t;
    yield* tensors;
  }
  for (const { values, indices } of walkSparseTensors(model)) {
    if (values) yield values;
    if (indices) yield indices;
  }
}

/** The graphs that a node holder's own nodes hold, one level down. */
function findSubgraphs(nodes: readonly NodeProto[]): GraphProto[] {
  return nodes.flatMap(({ attribute }) =>
    attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs)),
  );
}

/** These nodes and all those in graphs inside them. */
export function* walkSubgraphNodes(
  nodes: readonly NodeProto[],
): Generator<NodeProto, void, undefined> {
  const pending = [nodes];
  for (let level = pending.pop(); level; level = pending.pop()) {
    yield* level;
    for (const { node } of findSubgraphs(level)) pending.push(node);
  }
}
