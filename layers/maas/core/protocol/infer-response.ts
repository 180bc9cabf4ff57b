import { Buffer } from 'node:buffer';
import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { Tensor, Tensors } from '../tensor.ts';
import { HEADER_LENGTH } from './infer-body.ts';
import { encodeTensorBinary } from './tensor-binary.ts';
import { encodeTensorJson } from './tensor-json.ts';
import type { WantedOutput } from './wanted-outputs.ts';

export interface InferResponse {
  readonly model: string;
  readonly version: number;
  readonly id?: string | undefined;
  readonly outputs: Tensors;
}

/** An answer as it travels. */
export interface EncodedAnswer {
  readonly contentType: 'application/json' | 'application/octet-stream';
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or bytes in pieces, which are the tensors' own memory as far as possible. */
  readonly body: string | readonly Uint8Array[];
}

/**
 * The answer to an inference, the outputs in the order in which they are wanted; those in binary
 * follow the JSON in that order too.
 * @throws MaasError PAYLOAD_TOO_LARGE for more than can be streamed: it would break off on its way
 */
export function encodeInferResponse(
  { model, version, id, outputs }: InferResponse,
  wanted: readonly WantedOutput[],
): EncodedAnswer {
  const blobs: Uint8Array[] = [];
  const tensors = wanted.map(({ name, isBinary }) => {
    const tensor = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (!tensor) throw new MaasError('RUN_FAILED', `The model gave no output '${name}'.`);
    if (!isBinary) return encodeOutput(name, tensor);
    const blob = encodeTensorBinary(tensor);
    blobs.push(blob);
    return JSON.stringify({
      name,
      datatype: tensor.datatype,
      shape: tensor.shape,
      parameters: { binary_data_size: blob.length },
    });
  });
  const head = JSON.stringify({
    model_name: model,
    model_version: String(version),
    id,
  }).slice(0, -1);
  const json = `${head},"outputs":[${tensors.join(',')}]}`;
  requireSendable(Buffer.byteLength(json) + blobs.reduce((sum, { length }) => sum + length, 0));
  if (blobs.length === 0) return { contentType: 'application/json', headers: {}, body: json };
  const header = Buffer.from(json);
  return {
    contentType: 'application/octet-stream',
    headers: { [HEADER_LENGTH]: String(header.length) },
    body: [header, ...blobs],
  };
}

function encodeOutput(name: string, tensor: Tensor): string {
  const head = JSON.stringify({ name, datatype: tensor.datatype, shape: tensor.shape }).slice(
    0,
    -1,
  );
  return `${head},"data":${encodeTensorJson(name, tensor)}}`;
}

function requireSendable(sizeBytes: number): void {
  if (sizeBytes <= LIMITS.streamedResponseBytes) return;
  throw new MaasError(
    'PAYLOAD_TOO_LARGE',
    `The answer has ${sizeBytes} bytes, and ${LIMITS.streamedResponseBytes} can be sent; send ` +
      'fewer rows at once, or ask for fewer outputs.',
  );
}
