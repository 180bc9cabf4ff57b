import type { Datatype, TensorData } from '../../tensor.ts';
import { numberToHalf } from './floats.ts';

/**
 * Numbers as a tensor's data. BOOL takes 0 and 1; integers take whole numbers that they can hold.
 */
export function toNumbers(values: Float32Array | Float64Array, datatype: Datatype): TensorData {
  switch (datatype) {
    case 'INT64':
      return BigInt64Array.from(values, BigInt);
    case 'UINT64':
      return BigUint64Array.from(values, BigInt);
    case 'INT32':
      return Int32Array.from(values);
    case 'UINT32':
      return Uint32Array.from(values);
    case 'INT16':
      return Int16Array.from(values);
    case 'UINT16':
      return Uint16Array.from(values);
    case 'INT8':
      return Int8Array.from(values);
    case 'BOOL':
    case 'UINT8':
      return Uint8Array.from(values);
    case 'FP16':
      return Uint16Array.from(values, numberToHalf);
    case 'FP32':
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case 'FP64':
      return values instanceof Float64Array ? values : Float64Array.from(values);
    case 'BYTES':
      return Array.from(values, String);
  }
}
