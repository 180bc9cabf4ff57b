import { TensorProto_DataType as Type, type TensorProto } from './generated/onnx_pb.js';
import type { GraphValue } from './graph-scope.ts';

const { FLOAT, DOUBLE, INT64, INT32 }: Readonly<Record<string, string | number | undefined>> = Type;

/** The one number that a weight or a `Constant` holds; undefined for anything else. */
export function readScalar({ name, scope }: GraphValue): number | undefined {
  const maker = scope.findMaker(name);
  if (!maker) return readTensor(scope.findWeight(name));
  if (maker.node.opType !== 'Constant') return undefined;
  const find = (attribute: string): ReturnType<typeof scope.findAttribute> =>
    maker.scope.findAttribute(maker.node, attribute);
  const integer = find('value_int')?.i;
  return (
    find('value_float')?.f ??
    (integer === undefined ? readTensor(find('value')?.t) : Number(integer))
  );
}

function readTensor(tensor: TensorProto | undefined): number | undefined {
  if (!tensor || tensor.cut.length > 0 || tensor.dims.some((size) => size !== 1n)) return undefined;
  const { rawData, dataType } = tensor;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  switch (dataType) {
    case FLOAT:
      return rawData.length === 4 ? view.getFloat32(0, true) : tensor.floatData[0];
    case DOUBLE:
      return rawData.length === 8 ? view.getFloat64(0, true) : tensor.doubleData[0];
    case INT32:
      return rawData.length === 4 ? view.getInt32(0, true) : tensor.int32Data[0];
    case INT64:
      return Number(rawData.length === 8 ? view.getBigInt64(0, true) : tensor.int64Data[0]);
    default:
      return undefined;
  }
}
