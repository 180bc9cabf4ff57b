import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import { DATATYPES, type Datatype, type Signature, type Tensor, type Tensors } from '../tensor.ts';
import { countElements, decodeTensorJson } from './tensor-json.ts';
import { requireFit } from './tensor-fit.ts';

/** An inference request of the Open Inference Protocol, decoded. */
export interface InferRequest {
  readonly id?: string;
  readonly inputs: Tensors;
  /** Names of the outputs wanted, in the order of the answer. */
  readonly outputs: readonly string[];
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Decodes the JSON of `POST /v2/models/{model}/infer` against the version's signature.
 * @see https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 * @throws MaasError INVALID_REQUEST, INVALID_TENSOR
 */
export function decodeInferRequest(body: unknown, signature: Signature): InferRequest {
  if (!isObject(body)) throw new MaasError('INVALID_REQUEST', 'An inference request is a JSON object with "inputs".');
  const { id, inputs, outputs, parameters } = body;
  if (id !== undefined && typeof id !== 'string') throw new MaasError('INVALID_REQUEST', `"id" must be a string; got ${quote(id)}.`);
  requireParameters(parameters, 'The request');
  return {
    ...(id === undefined ? {} : { id }),
    inputs: decodeInputs(inputs, signature),
    outputs: decodeOutputs(outputs, signature),
  };
}

function decodeInputs(inputs: unknown, signature: Signature): Tensors {
  if (!Array.isArray(inputs)) throw new MaasError('INVALID_REQUEST', '"inputs" must be a list of tensors.');
  const tensors = new Map<string, Tensor>();
  for (const input of inputs) {
    if (!isObject(input) || typeof input.name !== 'string') throw new MaasError('INVALID_REQUEST', 'Each input must be an object with a "name".');
    const { name } = input as { name: string };
    if (tensors.has(name)) throw new MaasError('INVALID_TENSOR', `The input ${quote(name)} is given twice.`);
    tensors.set(name, decodeInput(name, input, signature));
  }
  const missing = signature.inputs.filter(({ name }) => !tensors.has(name)).map(({ name }) => quote(name));
  if (missing.length > 0) throw new MaasError('INVALID_TENSOR', `The model needs ${signature.inputs.length} input(s); missing: ${missing.join(', ')}.`);
  return Object.fromEntries(tensors);
}

function decodeInput(name: string, input: JsonObject, signature: Signature): Tensor {
  const spec = signature.inputs.find((candidate) => candidate.name === name);
  if (!spec) throw new MaasError('INVALID_TENSOR', `The model has no input ${quote(name)}; it has ${signature.inputs.map((known) => quote(known.name)).join(', ')}.`);
  requireParameters(input.parameters, `The input ${quote(name)}`);
  const datatype = parseDatatype(name, input.datatype);
  const shape = parseShape(name, input.shape);
  requireFit(spec, datatype, shape);
  return decodeTensorJson(name, datatype, shape, input.data);
}

function parseDatatype(name: string, value: unknown): Datatype {
  if ((DATATYPES as readonly unknown[]).includes(value)) return value as Datatype;
  throw new MaasError('INVALID_TENSOR', `The datatype of '${name}' must be one of ${DATATYPES.join(', ')}; got ${quote(value)}.`);
}

function parseShape(name: string, value: unknown): readonly number[] {
  if (!Array.isArray(value) || !value.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new MaasError('INVALID_TENSOR', `The shape of '${name}' must be a list of whole numbers from 0 on; got ${quote(value)}.`);
  }
  if (!Number.isSafeInteger(countElements(value as number[]))) throw new MaasError('INVALID_TENSOR', `The shape of '${name}', [${value.join(', ')}], has more elements than can be counted.`);
  return value as number[];
}

/** None asked for, or an empty list, means all of them. */
function decodeOutputs(outputs: unknown, signature: Signature): readonly string[] {
  const all = signature.outputs.map(({ name }) => name);
  if (outputs === undefined || (Array.isArray(outputs) && outputs.length === 0)) return all;
  if (!Array.isArray(outputs)) throw new MaasError('INVALID_REQUEST', '"outputs" must be a list.');
  const wanted = new Set<string>();
  for (const output of outputs) {
    if (!isObject(output) || typeof output.name !== 'string') throw new MaasError('INVALID_REQUEST', 'Each requested output must be an object with a "name".');
    const { name } = output as { name: string };
    if (!all.includes(name)) throw new MaasError('INVALID_TENSOR', `The model has no output ${quote(name)}; it has ${all.map(quote).join(', ')}.`);
    if (wanted.has(name)) throw new MaasError('INVALID_TENSOR', `The output ${quote(name)} is asked for twice.`);
    requireParameters(output.parameters, `The output ${quote(name)}`);
    wanted.add(name);
  }
  return [...wanted];
}

/** Parameters that ask for binary data are refused until it is served: answering JSON instead would bend the request. */
const BINARY_PARAMETERS = ['binary_data', 'binary_data_output', 'binary_data_size'];

function requireParameters(parameters: unknown, owner: string): void {
  if (parameters === undefined) return;
  if (!isObject(parameters)) throw new MaasError('INVALID_REQUEST', `${owner} has "parameters" that are no object.`);
  for (const [key, value] of Object.entries(parameters)) {
    if (!['string', 'number', 'boolean', 'bigint'].includes(typeof value)) throw new MaasError('INVALID_REQUEST', `${owner} has the parameter ${quote(key)}, which is no string, number or boolean.`);
    if (BINARY_PARAMETERS.includes(key) && value !== false) throw new MaasError('NOT_SUPPORTED', `${owner} asks for binary tensor data (${key}); this server takes and answers tensors in JSON.`);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
