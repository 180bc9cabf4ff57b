import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { omitNulls } from '../json/omit-nulls.ts';
import { quote } from '../quote.ts';
import { DATATYPES, type Datatype, type Signature, type Tensor, type Tensors } from '../tensor.ts';
import type { BlobReader } from './blob-reader.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';
import { findByteCount, parseParameters } from './parameters.ts';
import { decodeOutputs, type WantedOutput } from './wanted-outputs.ts';
import { decodeTensorBinary } from './tensor-binary.ts';
import { requireFit } from './tensor-fit.ts';
import { decodeTensorJson } from './tensor-json.ts';

/** An inference request of the Open Inference Protocol, decoded. */
export interface InferRequest {
  readonly id?: string;
  readonly inputs: Tensors;
  /** In the order of the answer. */
  readonly outputs: readonly WantedOutput[];
}

/**
 * Decodes the JSON of `POST /v2/models/{model}/infer` against the version's signature.
 * @param blobs the bytes behind the JSON
 * @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 * @throws MaasError INVALID_REQUEST, INVALID_TENSOR, NOT_SUPPORTED
 */
export function decodeInferRequest(
  body: unknown,
  blobs: BlobReader,
  signature: Signature,
): InferRequest {
  if (!isJsonObject(body)) {
    throw new MaasError('INVALID_REQUEST', 'An inference request is a JSON object with "inputs".');
  }
  const { id, inputs, outputs, parameters: given } = omitNulls(body);
  if (id !== undefined && typeof id !== 'string') {
    throw new MaasError('INVALID_REQUEST', `"id" must be a string; got ${quote(id)}.`);
  }
  const parameters = parseParameters(given, 'The request');
  return {
    id,
    inputs: decodeInputs(inputs, blobs, signature),
    outputs: decodeOutputs(outputs, parameters, signature),
  };
}

function decodeInputs(inputs: unknown, blobs: BlobReader, signature: Signature): Tensors {
  if (!Array.isArray(inputs)) {
    throw new MaasError('INVALID_REQUEST', '"inputs" must be a list of tensors.');
  }
  const tensors = new Map<string, Tensor>();
  for (const input of inputs) {
    if (!isJsonObject(input) || typeof input.name !== 'string') {
      throw new MaasError('INVALID_REQUEST', 'Each input must be an object with a "name".');
    }
    const { name } = input as { name: string };
    if (tensors.has(name)) {
      throw new MaasError('INVALID_TENSOR', `The input ${quote(name)} is given twice.`);
    }
    tensors.set(name, decodeInput(name, omitNulls(input), blobs, signature));
  }
  const missing = signature.inputs
    .filter(({ name }) => !tensors.has(name))
    .map(({ name }) => quote(name));
  if (missing.length > 0) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The model needs ${signature.inputs.length} input(s); missing: ${missing.join(', ')}.`,
    );
  }
  return Object.fromEntries(tensors);
}

function decodeInput(
  name: string,
  input: JsonObject,
  blobs: BlobReader,
  signature: Signature,
): Tensor {
  const spec = signature.inputs.find((candidate) => candidate.name === name);
  if (!spec) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The model has no input ${quote(name)}; it has ` +
        `${signature.inputs.map((known) => quote(known.name)).join(', ')}.`,
    );
  }
  const owner = `The input ${quote(name)}`;
  const sizeBytes = findByteCount(
    parseParameters(input.parameters, owner),
    'binary_data_size',
    owner,
  );
  const datatype = parseDatatype(name, input.datatype);
  const shape = parseShape(name, input.shape);
  requireFit(spec, datatype, shape);
  if (sizeBytes === undefined) return decodeTensorJson(name, datatype, shape, input.data);
  if (input.data !== undefined) {
    throw new MaasError(
      'INVALID_TENSOR',
      `${owner} has both "data" and a binary_data_size; give one of them.`,
    );
  }
  return decodeTensorBinary(name, datatype, shape, blobs.take(sizeBytes, name));
}

function parseDatatype(name: string, value: unknown): Datatype {
  if ((DATATYPES as readonly unknown[]).includes(value)) return value as Datatype;
  throw new MaasError(
    'INVALID_TENSOR',
    `The datatype of '${name}' must be one of ${DATATYPES.join(', ')}; got ${quote(value)}.`,
  );
}

function parseShape(name: string, value: unknown): readonly number[] {
  if (!Array.isArray(value) || !value.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The shape of '${name}' must be a list of whole numbers from 0 on; got ${quote(value)}.`,
    );
  }
  const shape = value as number[];
  // Dimensions of 0 make no room for others that overflow.
  const claimed = shape.reduce((product, size) => product * Math.max(1, size), 1);
  if (claimed > LIMITS.tensorElements) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The shape of '${name}', ${quote(shape)}, has more than ${LIMITS.tensorElements} elements.`,
    );
  }
  return shape;
}
