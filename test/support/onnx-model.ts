import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type AttributeProto,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  type NodeProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  type TensorProto,
  ValueInfoProtoSchema,
  type ValueInfoProto,
} from '../../layers/maas/core/onnx/generated/onnx_pb.js';

/** ONNX models by hand, for tests: a line per node. */
export const TYPE = TensorProto_DataType;

export type AttributeValue =
  | number
  | bigint
  | string
  | readonly (number | bigint)[]
  | readonly string[]
  | TensorProto
  | GraphProto;

/** A whole number is an INT, any other a FLOAT; to have a whole FLOAT, give `{ f: 1 }`. */
export function attribute(
  name: string,
  value: AttributeValue | MessageInitShape<typeof AttributeProtoSchema>,
): AttributeProto {
  return create(AttributeProtoSchema, { name, ...toAttribute(value) });
}

function toAttribute(
  value: AttributeValue | MessageInitShape<typeof AttributeProtoSchema>,
): MessageInitShape<typeof AttributeProtoSchema> {
  const kind = AttributeProto_AttributeType;
  if (typeof value === 'bigint' || Number.isInteger(value)) {
    return { type: kind.INT, i: BigInt(value as number) };
  }
  if (typeof value === 'number') return { type: kind.FLOAT, f: value };
  if (typeof value === 'string') return { type: kind.STRING, s: Buffer.from(value) };
  if (Array.isArray(value)) {
    const list = value as readonly (number | bigint | string)[];
    if (typeof list[0] === 'string') {
      return { type: kind.STRINGS, strings: list.map((item) => Buffer.from(item as string)) };
    }
    if (list.every((item) => typeof item === 'bigint' || Number.isInteger(item))) {
      return { type: kind.INTS, ints: list.map((item) => BigInt(item)) };
    }
    return { type: kind.FLOATS, floats: list.map(Number) };
  }
  const message = value as { $typeName?: string };
  if (message.$typeName === 'onnx.TensorProto') {
    return { type: kind.TENSOR, t: value as TensorProto };
  }
  if (message.$typeName === 'onnx.GraphProto') return { type: kind.GRAPH, g: value as GraphProto };
  return value as MessageInitShape<typeof AttributeProtoSchema>;
}

export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, Parameters<typeof attribute>[1]>> = {},
  domain = '',
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    domain,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  });
}

/** A graph for an attribute of `If`, `Loop` or `Scan`. */
export function subgraph(init: MessageInitShape<typeof GraphProtoSchema>): GraphProto {
  return create(GraphProtoSchema, { name: 'inside', ...init });
}

/** A tensor input or output; a dimension is a size, or a name, or undefined where it is free. */
export function value(
  name: string,
  elemType: TensorProto_DataType,
  dims?: readonly (number | string | undefined)[],
): ValueInfoProto {
  const dim = dims?.map((size) =>
    size === undefined
      ? {}
      : typeof size === 'number'
        ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
        : { value: { case: 'dimParam' as const, value: size } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: { case: 'tensorType', value: { elemType, ...(dim ? { shape: { dim } } : {}) } },
    },
  });
}

/** A tensor whose numbers stand in `raw_data`. */
export function rawTensor(
  name: string,
  dims: readonly number[],
  data: Float32Array | BigInt64Array | Int32Array | Uint8Array | Float64Array,
): TensorProto {
  const dataType =
    data instanceof Float32Array
      ? TYPE.FLOAT
      : data instanceof BigInt64Array
        ? TYPE.INT64
        : data instanceof Int32Array
          ? TYPE.INT32
          : data instanceof Float64Array
            ? TYPE.DOUBLE
            : TYPE.UINT8;
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
}

export function externalTensor(
  name: string,
  dims: readonly number[],
  entries: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: TYPE.FLOAT,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: (Array.isArray(entries)
      ? (entries as readonly (readonly [string, string])[])
      : Object.entries(entries)
    ).map(([key, text]) => ({ key, value: text })),
  });
}

export interface ModelOptions {
  readonly graph: MessageInitShape<typeof GraphProtoSchema>;
  readonly irVersion?: number;
  /** Versions by domain. */
  readonly opsets?: Readonly<Record<string, number>>;
  readonly functions?: MessageInitShape<typeof ModelProtoSchema>['functions'];
  readonly metadata?: Readonly<Record<string, string>>;
}

export function encodeOnnx({
  graph,
  irVersion = 10,
  opsets = { '': 21, 'ai.onnx.ml': 3 },
  functions = [],
  metadata = {},
}: ModelOptions): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: BigInt(irVersion),
      opsetImport: Object.entries(opsets).map(([domain, version]) => ({
        domain,
        version: BigInt(version),
      })),
      graph: { name: 'test', ...graph },
      functions,
      metadataProps: Object.entries(metadata).map(([key, text]) => ({ key, value: text })),
    }),
  );
}
