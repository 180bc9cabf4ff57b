import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { Datatype, Signature } from '../tensor.ts';
import { BlobReader } from './blob-reader.ts';
import { decodeInferRequest, type InferRequest } from './infer-request.ts';
import { parseJson } from '../json/lossless-json.ts';
import { decodeRawInput } from './raw-request.ts';

/**
 * Says how many bytes of a body are JSON, where tensors in binary follow it; in requests and in
 * answers.
 */
export const HEADER_LENGTH = 'Inference-Header-Content-Length';

/**
 * Decodes the body of an inference call: JSON, JSON with tensors in binary behind it, or one bare
 * tensor.
 * @param body decompressed
 * @param headerLength the header `HEADER_LENGTH` as it came, several of them joined by commas;
 *   undefined where there is none
 * @param parseFast reads JSON that it is made for, as `parseWithNumbers`; undefined for other
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 * @throws MaasError INVALID_REQUEST, INVALID_TENSOR, NOT_SUPPORTED, PAYLOAD_TOO_LARGE
 */
export function decodeInferBody(
  body: Uint8Array,
  headerLength: string | undefined,
  signature: Signature,
  parseFast: (json: Uint8Array) => unknown = () => undefined,
): InferRequest {
  const jsonBytes =
    headerLength === undefined ? body.length : parseHeaderLength(headerLength, body.length);
  if (jsonBytes === 0 && headerLength !== undefined) return decodeRawRequest(body, signature);
  const json = body.subarray(0, jsonBytes);
  const decode = (keepsIntegers: boolean): InferRequest => {
    const blobs = new BlobReader(body.subarray(jsonBytes));
    const parsed =
      (keepsIntegers ? undefined : parseFast(json)) ?? parseJson(json, { keepsIntegers });
    const request = decodeInferRequest(parsed, blobs, signature);
    blobs.requireEnd();
    return request;
  };
  try {
    return decode(false);
  } catch (error) {
    // Integers that doubles bend were refused; they are rare, and to look for them is costly.
    const mayBeLong = signature.inputs.some(({ datatype }) => LONG_DATATYPES.has(datatype));
    if (mayBeLong) return decode(true);
    throw error;
  }
}

const LONG_DATATYPES: ReadonlySet<Datatype> = new Set(['INT64', 'UINT64']);

function parseHeaderLength(value: string, bodyBytes: number): number {
  if (!/^\d+$/.test(value)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `${HEADER_LENGTH} must be given once, as a number of bytes; got ${quote(value)}.`,
    );
  }
  if (Number(value) > bodyBytes) {
    throw new MaasError(
      'INVALID_REQUEST',
      `${HEADER_LENGTH} is ${quote(value)}, and the body has ${bodyBytes} bytes.`,
    );
  }
  return Number(value);
}

/** No JSON says what is wanted back: all outputs, in binary too. */
function decodeRawRequest(body: Uint8Array, signature: Signature): InferRequest {
  const { name, tensor } = decodeRawInput(body, signature);
  return {
    inputs: Object.fromEntries([[name, tensor]]),
    outputs: signature.outputs.map((output) => ({ name: output.name, isBinary: true })),
  };
}
