import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import {
  type TensorProto,
  TensorProto_DataType as Type,
  TensorProtoSchema,
} from './generated/onnx_pb.js';

const STRING: number = Type.STRING;
const ELEMENT_BITS: Readonly<Partial<Record<number, number>>> = {
  [Type.FLOAT]: 32,
  [Type.UINT8]: 8,
  [Type.INT8]: 8,
  [Type.UINT16]: 16,
  [Type.INT16]: 16,
  [Type.INT32]: 32,
  [Type.INT64]: 64,
  [Type.BOOL]: 8,
  [Type.FLOAT16]: 16,
  [Type.DOUBLE]: 64,
  [Type.UINT32]: 32,
  [Type.UINT64]: 64,
  [Type.COMPLEX64]: 64,
  [Type.COMPLEX128]: 128,
  [Type.BFLOAT16]: 16,
  [Type.FLOAT8E4M3FN]: 8,
  [Type.FLOAT8E4M3FNUZ]: 8,
  [Type.FLOAT8E5M2]: 8,
  [Type.FLOAT8E5M2FNUZ]: 8,
  [Type.FLOAT8E8M0]: 8,
  [Type.UINT4]: 4,
  [Type.INT4]: 4,
  [Type.FLOAT4E2M1]: 4,
  [Type.UINT2]: 2,
  [Type.INT2]: 2,
};

/**
 * Counts the elements that a shape claims: exact up to 2^53, a lower bound above.
 * @throws RejectionError NOT_ONNX
 */
export function countElements({ name, dims }: Pick<TensorProto, 'name' | 'dims'>): number {
  if (dims.some((size) => size < 0)) {
    throw new RejectionError(
      'NOT_ONNX',
      `The tensor ${quote(name)} has a negative dimension: [${dims.join(', ')}].`,
    );
  }
  return dims.includes(0n) ? 0 : dims.reduce((product, size) => product * Number(size), 1);
}

/**
 * Bits of one element; undefined for strings, which have no fixed size.
 * @throws RejectionError UNSUPPORTED_TYPE
 */
export function getElementBits({
  name,
  dataType,
}: Pick<TensorProto, 'name' | 'dataType'>): number | undefined {
  if (dataType === STRING) return undefined;
  const bits = ELEMENT_BITS[dataType];
  if (bits === undefined) {
    throw new RejectionError(
      'UNSUPPORTED_TYPE',
      `The tensor ${quote(name)} has the data type ${dataType}, which is not known.`,
    );
  }
  return bits;
}

/** Counts the most elements that the data present in the model can hold. */
export function countPresent(tensor: TensorProto, elementBits: number | undefined): number {
  if (elementBits === undefined) {
    return tensor.stringData.length + sumCuts(tensor, 'stringData', 'count');
  }
  const rawBytes = tensor.rawData.length + sumCuts(tensor, 'rawData', 'valueBytes');
  if (rawBytes > 0) return Math.floor((rawBytes * 8) / elementBits);
  const values =
    tensor.floatData.length +
    tensor.doubleData.length +
    tensor.int32Data.length +
    tensor.int64Data.length +
    tensor.uint64Data.length +
    sumCuts(tensor, 'floatData', 'valueBytes') / 4 +
    sumCuts(tensor, 'doubleData', 'valueBytes') / 8 +
    // Each of these values has one byte or more.
    sumCuts(tensor, 'int32Data', 'valueBytes') +
    sumCuts(tensor, 'int64Data', 'valueBytes') +
    sumCuts(tensor, 'uint64Data', 'valueBytes');
  return elementBits < 8 ? values * (8 / elementBits) : values;
}

type DataField =
  'floatData' | 'int32Data' | 'stringData' | 'int64Data' | 'rawData' | 'doubleData' | 'uint64Data';

function sumCuts({ cut }: TensorProto, field: DataField, measure: 'valueBytes' | 'count'): number {
  return cut.reduce(
    (sum, part) =>
      part.field === TensorProtoSchema.field[field].number ? sum + part[measure] : sum,
    0,
  );
}
