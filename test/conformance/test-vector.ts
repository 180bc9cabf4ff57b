import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import {
  TensorProtoSchema,
  type TensorProto,
} from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { ELEMENT_BYTES } from '../../layers/maas/core/protocol/tensor-binary.ts';
import type { Datatype } from '../../layers/maas/core/tensor.ts';

/** A tensor as its bytes: little-endian, BYTES as strings. */
export interface VectorTensor {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
  readonly strings?: readonly string[];
}

/**
 * One call of a model, as ONNX's own backend tests have it. An input that is not a tensor of a
 * datatype that we serve is undefined.
 */
export interface TestVector {
  readonly inputs: readonly (VectorTensor | undefined)[];
  readonly outputs: readonly (VectorTensor | undefined)[];
}

const DATATYPES: Readonly<Record<number, Datatype>> = {
  1: 'FP32',
  2: 'UINT8',
  3: 'INT8',
  4: 'UINT16',
  5: 'INT16',
  6: 'INT32',
  7: 'INT64',
  8: 'BYTES',
  9: 'BOOL',
  10: 'FP16',
  11: 'FP64',
  12: 'UINT32',
  13: 'UINT64',
};

/** The first data set beside a model. */
export function readTestVector(folder: string): TestVector {
  const set = path.join(folder, 'test_data_set_0');
  return {
    inputs: readTensors(set, /^input_\d+\.pb$/),
    outputs: readTensors(set, /^output_\d+\.pb$/),
  };
}

function readTensors(set: string, name: RegExp): TestVector['inputs'] {
  const files = readdirSync(set).filter((file) => name.test(file));
  const inOrder = files.sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]));
  return inOrder.map((file) => decode(readFileSync(path.join(set, file))));
}

function decode(bytes: Uint8Array): VectorTensor | undefined {
  try {
    const proto = fromBinary(TensorProtoSchema, bytes);
    const datatype = DATATYPES[proto.dataType];
    if (!datatype) return undefined;
    const shape = proto.dims.map(Number);
    if (datatype === 'BYTES') {
      return {
        datatype,
        shape,
        bytes: new Uint8Array(),
        strings: proto.stringData.map((text) => Buffer.from(text).toString()),
      };
    }
    const tensor = { datatype, shape, bytes: toBytes(proto, datatype) };
    return tensor.bytes.length ===
      shape.reduce((product, size) => product * size, 1) * ELEMENT_BYTES[datatype]
      ? tensor
      : undefined;
  } catch {
    return undefined; // a sequence or an optional, which have other messages
  }
}

function toBytes(proto: TensorProto, datatype: Exclude<Datatype, 'BYTES'>): Uint8Array {
  if (proto.rawData.length > 0) return proto.rawData;
  const view = (array: ArrayBufferView): Uint8Array =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  switch (datatype) {
    case 'FP32':
      return view(Float32Array.from(proto.floatData));
    case 'FP64':
      return view(Float64Array.from(proto.doubleData));
    case 'INT64':
      return view(BigInt64Array.from(proto.int64Data));
    case 'UINT64':
      return view(BigUint64Array.from(proto.uint64Data));
    case 'UINT32':
      return view(Uint32Array.from(proto.uint64Data, Number));
    case 'INT32':
      return view(Int32Array.from(proto.int32Data));
    case 'INT16':
      return view(Int16Array.from(proto.int32Data));
    case 'UINT16':
    case 'FP16':
      return view(Uint16Array.from(proto.int32Data));
    case 'INT8':
      return view(Int8Array.from(proto.int32Data));
    default:
      return view(Uint8Array.from(proto.int32Data));
  }
}
