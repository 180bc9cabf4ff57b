import type {
  AttributeProto,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
} from './generated/onnx_pb.js';
import { toDomain } from './runtime-support.ts';

/** A value of a model: its name, and the body in which that name is known. */
export interface GraphValue {
  readonly name: string;
  readonly scope: GraphScope;
}

/** The operator that makes a value, and as which of its outputs. */
export interface Maker {
  readonly node: NodeProto;
  readonly scope: GraphScope;
  readonly output: number;
}

/** The surroundings of a body: where it finds what is not its own. */
interface Surroundings {
  /** The value that one of its names stands for outside. */
  findOutside(name: string): GraphValue | undefined;
  /** The attribute that its caller gave it. */
  findGiven(name: string): AttributeProto | undefined;
}

interface Body {
  readonly node: readonly NodeProto[];
  readonly initializer?: readonly TensorProto[];
  readonly opset: number;
}

const OUTERMOST: Surroundings = { findOutside: () => undefined, findGiven: () => undefined };

/** Calls inside calls that are followed. */
const CALL_DEPTH = 50;

/** The names of one body of a model: its graph, a called function, or a branch. */
export class GraphScope {
  readonly opset: number;
  readonly #functions: ReadonlyMap<string, FunctionProto>;
  readonly #surroundings: Surroundings;
  readonly #makers = new Map<string, Maker>();
  readonly #constants: ReadonlyMap<string, TensorProto>;
  readonly #inside = new Map<NodeProto | GraphProto, GraphScope>();

  private constructor(
    functions: ReadonlyMap<string, FunctionProto>,
    body: Body,
    surroundings: Surroundings,
  ) {
    this.opset = body.opset;
    this.#functions = functions;
    this.#surroundings = surroundings;
    for (const node of body.node) {
      node.output.forEach((name, output) => this.#makers.set(name, { node, scope: this, output }));
    }
    this.#constants = new Map((body.initializer ?? []).map((tensor) => [tensor.name, tensor]));
  }

  static of({ graph, functions, opsetImport }: ModelProto): GraphScope {
    const known = new Map(
      functions.map((body) => [toId(body.domain, body.name, body.overload), body]),
    );
    return new GraphScope(
      known,
      {
        node: graph?.node ?? [],
        initializer: graph?.initializer ?? [],
        opset: findOpset(opsetImport),
      },
      OUTERMOST,
    );
  }

  /**
   * The operator behind a name, that of a called function looked up inside it; undefined for inputs
   * and weights.
   */
  findMaker(name: string, depth = CALL_DEPTH): Maker | undefined {
    const maker = this.#makers.get(name);
    if (!maker) {
      const outside = this.#constants.has(name) ? undefined : this.#surroundings.findOutside(name);
      return outside?.scope.findMaker(outside.name, depth);
    }
    const called = this.#functions.get(
      toId(maker.node.domain, maker.node.opType, maker.node.overload),
    );
    const inner = called?.output[maker.output];
    return called && inner !== undefined && depth > 0
      ? this.#enter(maker.node, called).findMaker(inner, depth - 1)
      : maker;
  }

  /** A tensor that stands in the model as a weight. */
  findWeight(name: string): TensorProto | undefined {
    const outside = this.#surroundings.findOutside(name);
    return this.#constants.get(name) ?? outside?.scope.findWeight(outside.name);
  }

  /** A node's attribute, or what the caller of its function put in its place. */
  findAttribute(node: NodeProto, name: string): AttributeProto | undefined {
    const attribute = node.attribute.find((candidate) => candidate.name === name);
    return attribute && attribute.refAttrName !== ''
      ? this.#surroundings.findGiven(attribute.refAttrName)
      : attribute;
  }

  /** The body of a branch, which sees every name of this one. */
  branch(graph: GraphProto): GraphScope {
    const known = this.#inside.get(graph);
    const scope =
      known ??
      new GraphScope(
        this.#functions,
        { node: graph.node, initializer: graph.initializer, opset: this.opset },
        { ...this.#surroundings, findOutside: (name) => ({ name, scope: this }) },
      );
    this.#inside.set(graph, scope);
    return scope;
  }

  #enter(call: NodeProto, body: FunctionProto): GraphScope {
    const known = this.#inside.get(call);
    const scope =
      known ??
      new GraphScope(
        this.#functions,
        { node: body.node, opset: findOpset(body.opsetImport) },
        {
          findOutside: (name) => {
            const outside = call.input[body.input.indexOf(name)];
            return outside === undefined ? undefined : { name: outside, scope: this };
          },
          findGiven: (name) =>
            this.findAttribute(call, name) ??
            body.attributeProto.find((attribute) => attribute.name === name),
        },
      );
    this.#inside.set(call, scope);
    return scope;
  }
}

function toId(domain: string, name: string, overload: string): string {
  return `${toDomain(domain)}:${name}:${overload}`;
}

/** The version of ONNX's own operators. */
function findOpset(
  imports: readonly { readonly domain: string; readonly version: bigint }[],
): number {
  return Number(imports.find(({ domain }) => toDomain(domain) === 'ai.onnx')?.version ?? 0);
}
