import { Buffer } from 'node:buffer';
import { MaasError } from '../errors.ts';
import type { Datatype, Signature, Tensor, TensorSpec } from '../tensor.ts';
import { decodeString } from './strings-binary.ts';
import { decodeTensorBinary, ELEMENT_BYTES } from './tensor-binary.ts';
import { countElements } from './tensor-json.ts';

/**
 * A body that is nothing but the bytes of the model's one input: its size says what the one free
 * dimension is. Of BYTES it is the bare string. Triton calls it a raw binary request.
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 * @throws MaasError INVALID_REQUEST when the model's signature leaves more open; INVALID_TENSOR
 *   when the size does not fit
 */
export function decodeRawInput(
  body: Uint8Array,
  { inputs }: Signature,
): { name: string; tensor: Tensor } {
  const [input] = inputs;
  if (!input || inputs.length > 1) {
    throw new MaasError(
      'INVALID_REQUEST',
      'A raw request (Inference-Header-Content-Length: 0) needs a model with one input; this ' +
        `one has ${inputs.length}.`,
    );
  }
  const { name, datatype } = input;
  if (input.anyShape) {
    throw new MaasError(
      'INVALID_REQUEST',
      'A raw request cannot say the shape of its tensor, and the model leaves that of ' +
        `'${name}' open; send the JSON before it, with a shape.`,
    );
  }
  const free = input.shape.filter((size) => size === -1).length;
  if (datatype === 'BYTES') return { name, tensor: decodeRawString(body, input) };
  if (free > 1) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A raw request needs an input with at most one free dimension; '${name}' has the shape ` +
        `[${input.shape.join(', ')}].`,
    );
  }
  const shape = free === 0 ? input.shape : resolveShape(input, datatype, body.length);
  return { name, tensor: decodeTensorBinary(name, datatype, shape, body) };
}

function resolveShape(
  { name, shape }: TensorSpec,
  datatype: Exclude<Datatype, 'BYTES'>,
  sizeBytes: number,
): readonly number[] {
  const rowBytes = countElements(shape.filter((size) => size !== -1)) * ELEMENT_BYTES[datatype];
  const rows = rowBytes === 0 ? 0 : sizeBytes / rowBytes;
  if (!Number.isInteger(rows)) {
    throw new MaasError(
      'INVALID_TENSOR',
      `'${name}' is ${datatype} of the shape [${shape.join(', ')}], where -1 is free, so a ` +
        `multiple of ${rowBytes} bytes; got ${sizeBytes}.`,
    );
  }
  return shape.map((size) => (size === -1 ? rows : size));
}

function decodeRawString(body: Uint8Array, { name, shape }: TensorSpec): Tensor {
  if (shape.some((size) => size !== -1 && size !== 1)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A raw request carries one string; '${name}' has the shape [${shape.join(', ')}].`,
    );
  }
  return {
    datatype: 'BYTES',
    shape: shape.map(() => 1),
    data: [decodeString(name, Buffer.from(body.buffer, body.byteOffset, body.byteLength))],
  };
}
