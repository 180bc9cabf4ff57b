import { Buffer } from 'node:buffer';
import { MaasError } from '../errors.ts';
import { quoteShape } from '../quote.ts';
import type { Datatype, Tensor, TensorData } from '../tensor.ts';
import { decodeStrings, encodeStrings } from './strings-binary.ts';
import { countElements, describePlace } from './tensor-json.ts';

/** Bytes of one element. */
export const ELEMENT_BYTES: Readonly<Record<Exclude<Datatype, 'BYTES'>, 1 | 2 | 4 | 8>> = {
  BOOL: 1,
  UINT8: 1,
  INT8: 1,
  UINT16: 2,
  INT16: 2,
  FP16: 2,
  UINT32: 4,
  INT32: 4,
  FP32: 4,
  UINT64: 8,
  INT64: 8,
  FP64: 8,
};

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Little-endian, row-major bytes without padding → a tensor. Numbers are not copied where the blob
 * happens to be aligned.
 * @throws MaasError INVALID_TENSOR when bytes and shape disagree or an element is none of the
 *   datatype
 */
export function decodeTensorBinary(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  blob: Uint8Array,
): Tensor {
  const count = countElements(shape);
  if (datatype === 'BYTES') return { datatype, shape, data: decodeStrings(name, blob, count) };
  const expected = count * ELEMENT_BYTES[datatype];
  if (blob.length !== expected) {
    throw new MaasError(
      'INVALID_TENSOR',
      `'${name}' is ${datatype} of the shape ${quoteShape(shape)}, so ${expected} bytes; got ` +
        `${blob.length}.`,
    );
  }
  if (datatype === 'BOOL') requireBooleans(name, shape, blob);
  return {
    datatype,
    shape,
    data: viewElements(datatype, align(toHostOrder(blob, ELEMENT_BYTES[datatype]))),
  };
}

/** A tensor's bytes; of numbers no copy, but the tensor's own memory. */
export function encodeTensorBinary({ datatype, data }: Tensor): Uint8Array {
  if (datatype === 'BYTES') return encodeStrings(data as readonly string[]);
  const { buffer, byteOffset, byteLength } = data as Exclude<TensorData, readonly string[]>;
  return toHostOrder(new Uint8Array(buffer, byteOffset, byteLength), ELEMENT_BYTES[datatype]);
}

function viewElements(
  datatype: Exclude<Datatype, 'BYTES'>,
  { buffer, byteOffset, byteLength }: Uint8Array,
): TensorData {
  const length = byteLength / ELEMENT_BYTES[datatype];
  switch (datatype) {
    case 'BOOL':
    case 'UINT8':
      return new Uint8Array(buffer, byteOffset, length);
    case 'INT8':
      return new Int8Array(buffer, byteOffset, length);
    case 'FP16':
    case 'UINT16':
      return new Uint16Array(buffer, byteOffset, length);
    case 'INT16':
      return new Int16Array(buffer, byteOffset, length);
    case 'UINT32':
      return new Uint32Array(buffer, byteOffset, length);
    case 'INT32':
      return new Int32Array(buffer, byteOffset, length);
    case 'FP32':
      return new Float32Array(buffer, byteOffset, length);
    case 'UINT64':
      return new BigUint64Array(buffer, byteOffset, length);
    case 'INT64':
      return new BigInt64Array(buffer, byteOffset, length);
    case 'FP64':
      return new Float64Array(buffer, byteOffset, length);
  }
}

/**
 * The memory of a tensor begins at a multiple of this. ONNX Runtime sums in packets of 16 bytes and
 * takes what stands before the first whole one by itself: the same numbers elsewhere give other
 * last bits (layer normalisation, batch normalisation; measured with 1.30 on x86-64).
 */
const ALIGNMENT_BYTES = 16;

/** A blob behind some JSON begins anywhere. */
function align(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % ALIGNMENT_BYTES === 0 ? bytes : new Uint8Array(bytes);
}

/** Little-endian ↔ the host's order, which is the same on all machines that Lambda has. */
function toHostOrder(bytes: Uint8Array, elementBytes: 1 | 2 | 4 | 8): Uint8Array {
  return IS_LITTLE_ENDIAN || elementBytes === 1 ? bytes : swapElements(bytes, elementBytes);
}

/** A copy with the bytes of each element turned round. */
export function swapElements(bytes: Uint8Array, elementBytes: 2 | 4 | 8): Uint8Array {
  const copy = Buffer.from(new Uint8Array(bytes).buffer);
  switch (elementBytes) {
    case 2:
      return copy.swap16();
    case 4:
      return copy.swap32();
    case 8:
      return copy.swap64();
  }
}

function requireBooleans(name: string, shape: readonly number[], blob: Uint8Array): void {
  const at = blob.findIndex((byte) => byte > 1);
  if (at !== -1) {
    throw new MaasError(
      'INVALID_TENSOR',
      `'${name}' is BOOL and has the byte ${blob[at] ?? ''}${describePlace(shape, at)}: send 0 ` +
        'or 1.',
    );
  }
}
