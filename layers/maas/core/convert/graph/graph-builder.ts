import {
  type Attribute,
  type ElementType,
  type NamedValue,
  type Node,
  type TensorContent,
  TYPES,
  writeModel,
} from './onnx-writer.ts';

/** Puts a graph together from its inputs on; values are called by their names. */
export class GraphBuilder {
  /** The type of the numbers that the graph computes with. */
  readonly type: ElementType;
  readonly #nodes: Node[] = [];
  readonly #inputs: NamedValue[] = [];
  readonly #outputs: NamedValue[] = [];
  readonly #constants = new Map<string, TensorContent>();

  constructor(precision: 'FP32' | 'FP64') {
    this.type = precision === 'FP32' ? TYPES.FLOAT : TYPES.DOUBLE;
  }

  input(name: string, shape: readonly number[], type = this.type): string {
    this.#inputs.push({ name, shape, type });
    return name;
  }

  output(name: string, from: string, shape: readonly number[], type = this.type): void {
    this.#nodes.push({ op: 'Identity', inputs: [from], outputs: [name] });
    this.#outputs.push({ name, shape, type });
  }

  /** @returns the name of what the operator gives */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const name = `${op.toLowerCase()}_${this.#nodes.length}`;
    this.#nodes.push({ op, inputs, outputs: [name], attributes });
    return name;
  }

  /** A number of the graph's own precision. */
  number(value: number): string {
    return this.constant({ type: this.type, shape: [], data: this.numbers([value]) });
  }

  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.constant({ type: TYPES.INT64, shape: [values.length], data });
  }

  constant(content: TensorContent): string {
    const name = `constant_${this.#constants.size}`;
    this.#constants.set(name, content);
    return name;
  }

  /** Numbers as the graph's own precision has them in memory. */
  numbers(values: Iterable<number>): Float32Array | Float64Array {
    return this.type === TYPES.FLOAT ? Float32Array.from(values) : Float64Array.from(values);
  }

  write(producer: string): Uint8Array {
    return writeModel({
      nodes: this.#nodes,
      inputs: this.#inputs,
      outputs: this.#outputs,
      constants: this.#constants,
      producer,
    });
  }
}
