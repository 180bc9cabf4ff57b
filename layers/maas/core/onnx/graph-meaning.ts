import { createHash } from 'node:crypto';
import { toBinary } from '@bufbuild/protobuf';
import type { FileBytes } from '../ports/model-runtime.ts';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type Cut,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
} from './generated/onnx_pb.js';
import type { ModelHeader } from './model-header.ts';

/** Bytes of the file that are hashed at once. */
const CHUNK_BYTES = 1 << 20;

/** Names of values, each with the text that stands for its value. */
type Meanings = Map<string, string>;

/**
 * Makes of a model what it computes, names of values inside it and the order of its nodes aside:
 * two models of the same meaning do the same arithmetic on every input.
 * @returns undefined where it has parts that are not compared: functions, sparse tensors
 */
export function findMeaning({ model, file }: ModelHeader): string | undefined {
  const { graph, functions, opsetImport } = model;
  if (!graph || functions.length > 0) return undefined;
  const opsets = opsetImport.map(({ domain, version }) => `${domain} ${version}`).sort();
  try {
    return hash(['model', ...opsets, new Meaning(file).ofGraph(graph, new Map())]);
  } catch (error) {
    if (error instanceof NotComparedError) return undefined;
    throw error;
  }
}

class NotComparedError extends Error {}

class Meaning {
  readonly #file: FileBytes;

  constructor(file: FileBytes) {
    this.#file = file;
  }

  /** @param outer values that a graph inside another one may read */
  ofGraph(graph: GraphProto, outer: Meanings): string {
    if (graph.sparseInitializer.length > 0) throw new NotComparedError();
    const values = new Map(outer);
    for (const tensor of graph.initializer) values.set(tensor.name, this.#ofTensor(tensor));
    graph.input.forEach(({ name }, index) => {
      // The names of the model's own inputs are what its callers say.
      const given = outer.size === 0 ? name : String(index);
      values.set(name, hash(['input', given, values.get(name) ?? '']));
    });
    for (const node of graph.node) {
      const meaning = this.#ofNode(node, values);
      node.output.forEach((name, index) => values.set(name, hash([meaning, String(index)])));
    }
    return hash(
      graph.output.flatMap(({ name }) => [outer.size === 0 ? name : '', values.get(name) ?? '']),
    );
  }

  #ofNode(node: NodeProto, values: Meanings): string {
    const { domain, opType, overload, input, output, attribute } = node;
    const attributes = attribute
      .map((each) => [each.name, this.#ofAttribute(each, values)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return hash([
      'node',
      domain,
      opType,
      overload,
      ...input.map((name) => (name === '' ? '' : (values.get(name) ?? `unknown ${name}`))),
      // One that is not asked for is not computed.
      output.map((name) => (name === '' ? '-' : '+')).join(''),
      ...attributes.flat(),
    ]);
  }

  #ofAttribute(attribute: AttributeProto, values: Meanings): string {
    const { t, g, graphs, tensors, sparseTensor, sparseTensors } = attribute;
    if (sparseTensor || sparseTensors.length + tensors.length + graphs.length > 0) {
      throw new NotComparedError();
    }
    // An empty name, so that the values of a graph around it are never taken for none.
    if (g) return this.ofGraph(g, new Map([...values, ['', '']]));
    if (t) return this.#ofTensor(t);
    const bare = { ...attribute, cut: [], docString: '' };
    return this.#ofBytes(toBinary(AttributeProtoSchema, bare), attribute.cut);
  }

  #ofTensor(tensor: TensorProto): string {
    const bare = { ...tensor, cut: [], name: '', docString: '' };
    return this.#ofBytes(toBinary(TensorProtoSchema, bare), tensor.cut);
  }

  /** Bytes that were left in the file stand for themselves, wherever they are in it. */
  #ofBytes(message: Uint8Array, cuts: readonly Cut[]): string {
    const digest = createHash('sha256').update(message);
    for (const { field, count, offset, length } of cuts) {
      digest.update(`|${field} ${count} ${length}|`);
      for (let at = 0; at < length; at += CHUNK_BYTES) {
        digest.update(this.#file.read(offset + at, Math.min(CHUNK_BYTES, length - at)));
      }
    }
    return digest.digest('base64');
  }
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}
