import { Buffer } from 'node:buffer';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from '../../onnx/generated/onnx_pb.js';
import { WireWriter } from '../../onnx/wire-writer.ts';

export const TYPES = TensorProto_DataType;
export type ElementType = TensorProto_DataType;

/** A tensor's content: numbers as they lie in memory, or texts. */
export interface TensorContent {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView | readonly string[];
}

/** An attribute: a whole number, a list of them, a text, or a tensor. */
export type Attribute = number | Int32Array | Uint8Array | string | TensorContent;

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface NamedValue {
  readonly name: string;
  readonly type: ElementType;
  /** -1 is a free dimension. */
  readonly shape: readonly number[];
}

export interface Model {
  readonly nodes: readonly Node[];
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
  readonly constants: ReadonlyMap<string, TensorContent>;
  readonly producer: string;
}

/**
 * The version of 2024. ONNX Runtime reads it since 1.18, and the operator TreeEnsemble since 1.20.
 */
const IR_VERSION = 10;
const OPSETS = { '': 21, 'ai.onnx.ml': 5 } as const;
const ML_OPERATORS = ['TreeEnsemble', 'LabelEncoder', 'ArrayFeatureExtractor'];
const FLOAT_WIRE_TYPE = 5;

/** Writes a model without making objects of its numbers. */
export function writeModel({ nodes, inputs, outputs, constants, producer }: Model): Uint8Array {
  const writer = new OnnxWriter();
  const { field } = ModelProtoSchema;
  writer.number(field.irVersion.number, IR_VERSION);
  writer.text(field.producerName.number, producer);
  for (const [domain, version] of Object.entries(OPSETS)) {
    writer.message(field.opsetImport.number, () => {
      writer.text(OperatorSetIdProtoSchema.field.domain.number, domain);
      writer.number(OperatorSetIdProtoSchema.field.version.number, version);
    });
  }
  writer.message(field.graph.number, () => {
    const graph = GraphProtoSchema.field;
    writer.text(graph.name.number, producer);
    for (const node of nodes) {
      writer.message(graph.node.number, () => {
        writer.node(node);
      });
    }
    for (const [name, tensor] of constants) {
      writer.message(graph.initializer.number, () => {
        writer.tensor(tensor, name);
      });
    }
    for (const value of inputs) {
      writer.message(graph.input.number, () => {
        writer.value(value);
      });
    }
    for (const value of outputs) {
      writer.message(graph.output.number, () => {
        writer.value(value);
      });
    }
  });
  return writer.finish();
}

class OnnxWriter {
  readonly #wire = new WireWriter();

  finish(): Uint8Array {
    return this.#wire.finish();
  }

  message(field: number, write: () => void): void {
    this.#wire.message(field, write);
  }

  number(field: number, value: number): void {
    this.#wire.varint(field * 8);
    this.#wire.varint(value);
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.#wire.varint(field * 8 + 2);
    this.#wire.varint(bytes.length);
    this.#wire.raw(bytes);
  }

  text(field: number, text: string): void {
    this.bytes(field, Buffer.from(text));
  }

  node({ op, inputs, outputs, attributes = {} }: Node): void {
    const { field } = NodeProtoSchema;
    for (const name of inputs) this.text(field.input.number, name);
    for (const name of outputs) this.text(field.output.number, name);
    this.text(field.opType.number, op);
    if (ML_OPERATORS.includes(op)) this.text(field.domain.number, 'ai.onnx.ml');
    for (const [name, value] of Object.entries(attributes)) {
      this.message(field.attribute.number, () => {
        this.text(AttributeProtoSchema.field.name.number, name);
        this.#attribute(value);
      });
    }
  }

  tensor({ type, shape, data }: TensorContent, name = ''): void {
    const { field } = TensorProtoSchema;
    for (const size of shape) this.number(field.dims.number, size);
    this.number(field.dataType.number, type);
    if (name !== '') this.text(field.name.number, name);
    if (ArrayBuffer.isView(data)) {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      this.bytes(field.rawData.number, bytes);
    } else for (const text of data) this.text(field.stringData.number, text);
  }

  value({ name, type, shape }: NamedValue): void {
    const { field } = ValueInfoProtoSchema;
    this.text(field.name.number, name);
    this.message(field.type.number, () => {
      this.message(TypeProtoSchema.field.tensorType.number, () => {
        this.number(TypeProto_TensorSchema.field.elemType.number, type);
        this.message(TypeProto_TensorSchema.field.shape.number, () => {
          this.#dimensions(shape);
        });
      });
    });
  }

  #dimensions(shape: readonly number[]): void {
    const { dimValue, dimParam } = TensorShapeProto_DimensionSchema.field;
    for (const size of shape) {
      this.message(TensorShapeProtoSchema.field.dim.number, () => {
        if (size < 0) this.text(dimParam.number, 'rows');
        else this.number(dimValue.number, size);
      });
    }
  }

  #attribute(value: Attribute): void {
    const { field } = AttributeProtoSchema;
    if (typeof value === 'number') {
      const isWhole = Number.isInteger(value) && value >= 0;
      this.number(field.type.number, isWhole ? AttributeType.INT : AttributeType.FLOAT);
      if (isWhole) this.number(field.i.number, value);
      else this.#float(field.f.number, value);
    } else if (typeof value === 'string') {
      this.number(field.type.number, AttributeType.STRING);
      this.text(field.s.number, value);
    } else if (value instanceof Int32Array || value instanceof Uint8Array) {
      this.number(field.type.number, AttributeType.INTS);
      this.message(field.ints.number, () => {
        for (const number of value) this.#wire.varint(number);
      });
    } else {
      this.number(field.type.number, AttributeType.TENSOR);
      this.message(field.t.number, () => {
        this.tensor(value);
      });
    }
  }

  #float(field: number, value: number): void {
    this.#wire.varint(field * 8 + FLOAT_WIRE_TYPE);
    this.#wire.raw(new Uint8Array(Float32Array.of(value).buffer));
  }
}
