import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { Signature } from '../tensor.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';
import { findBoolean, parseParameters } from './parameters.ts';

/** An output that goes into the answer. */
export interface WantedOutput {
  readonly name: string;
  /** In binary behind the answer's JSON, not in it. */
  readonly isBinary: boolean;
}

/**
 * The outputs that a request asks for; none asked for, or an empty list, means all of them.
 * An output's own `binary_data` goes before the request's `binary_data_output`.
 * @throws MaasError INVALID_REQUEST, INVALID_TENSOR
 */
export function decodeOutputs(
  outputs: unknown,
  requestParameters: JsonObject,
  signature: Signature,
): readonly WantedOutput[] {
  const isBinary = findBoolean(requestParameters, 'binary_data_output', 'The request') ?? false;
  if (outputs !== undefined && !Array.isArray(outputs)) {
    throw new MaasError('INVALID_REQUEST', '"outputs" must be a list.');
  }
  if (outputs && outputs.length > signature.outputs.length + 1) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The model has ${signature.outputs.length} output(s), and ${outputs.length} are asked ` +
        'for; ask for each once.',
    );
  }
  const wanted =
    outputs === undefined || outputs.length === 0
      ? signature.outputs.map(({ name }) => ({ name, isBinary }))
      : outputs.map((output) => decodeOutput(output, isBinary, signature));
  const names = wanted.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new MaasError('INVALID_TENSOR', `The output ${quote(twice)} is asked for twice.`);
  }
  for (const output of wanted) requireForm(output, signature);
  return wanted;
}

function decodeOutput(
  output: unknown,
  isBinaryByDefault: boolean,
  signature: Signature,
): WantedOutput {
  if (!isJsonObject(output) || typeof output.name !== 'string') {
    throw new MaasError(
      'INVALID_REQUEST',
      'Each requested output must be an object with a "name".',
    );
  }
  const { name } = output as { name: string };
  if (!signature.outputs.some((known) => known.name === name)) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The model has no output ${quote(name)}; it has ` +
        `${signature.outputs.map((known) => quote(known.name)).join(', ')}.`,
    );
  }
  const owner = `The output ${quote(name)}`;
  return {
    name,
    isBinary:
      findBoolean(parseParameters(output.parameters, owner), 'binary_data', owner) ??
      isBinaryByDefault,
  };
}

/** Said before the model runs, not after. */
function requireForm({ name, isBinary }: WantedOutput, { outputs }: Signature): void {
  if (isBinary || outputs.find((output) => output.name === name)?.datatype !== 'FP16') return;
  throw new MaasError(
    'INVALID_REQUEST',
    `The output ${quote(name)} is FP16, which has no JSON form; ask for it with "parameters": ` +
      '{"binary_data": true}.',
  );
}
