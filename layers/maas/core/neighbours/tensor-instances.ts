import { MaasError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';
import { quote } from '../quote.ts';
import { decodeTensors, toJson } from '../tasks/tensor.ts';
import type { TaskCall, TaskVersion } from '../tasks/task/task.ts';
import type { Signature, Tensor, Tensors } from '../tensor.ts';

/**
 * A call on tensors given row by row: nested lists for a model with one input, objects by the
 * inputs' names for others.
 * @throws MaasError INVALID_REQUEST, INVALID_TENSOR
 */
export function prepareTensorInstances(
  version: TaskVersion,
  instances: readonly unknown[],
): TaskCall {
  return prepareColumns(version, toColumns(instances, version.signature), instances.length);
}

/** The same with whole tensors by the inputs' names. */
export function prepareTensors(version: TaskVersion, tensors: JsonObject): TaskCall {
  return prepareColumns(version, tensors);
}

function prepareColumns({ signature }: TaskVersion, columns: JsonObject, rows?: number): TaskCall {
  const inputs = decodeTensors(columns, signature);
  return async (model) => ({
    body: toPredictions(
      await model.run(
        inputs,
        signature.outputs.map(({ name }) => name),
      ),
      signature,
      rows,
    ),
    scores: [],
  });
}

function toColumns(instances: readonly unknown[], { inputs }: Signature): JsonObject {
  const [input, ...others] = inputs;
  if (instances.every(isJsonObject)) {
    return Object.fromEntries(
      inputs.map(({ name }) => [
        name,
        instances.map((instance, index) => getMember(instance, name, index)),
      ]),
    );
  }
  if (input && others.length === 0) return { [input.name]: instances };
  throw new MaasError(
    'INVALID_REQUEST',
    `The model has ${inputs.length} inputs: each instance must be an object with ` +
      `${inputs.map(({ name }) => quote(name)).join(', ')}.`,
  );
}

function getMember(instance: JsonObject, name: string, index: number): unknown {
  if (Object.hasOwn(instance, name)) return instance[name];
  throw new MaasError('INVALID_REQUEST', `Instance ${index} lacks the input ${quote(name)}.`);
}

/**
 * A prediction per row: nested lists where the model has one output, objects by the outputs' names
 * where it has more.
 */
function toPredictions(
  outputs: Tensors,
  signature: Signature,
  rows: number | undefined,
): unknown[] {
  const columns = signature.outputs.flatMap(({ name }) =>
    outputs[name] ? [{ name, rows: toRows(name, outputs[name]) }] : [],
  );
  const count = rows ?? columns[0]?.rows.length ?? 0;
  const odd = columns.find((column) => column.rows.length !== count);
  if (odd) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The output ${quote(odd.name)} has ${odd.rows.length} row(s), and ${count} were ` +
        'expected; call /v2/models/{model}/infer for whole tensors.',
    );
  }
  const [first, ...others] = columns;
  if (first && others.length === 0) return first.rows;
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, column.rows[row]])),
  );
}

function toRows(name: string, tensor: Tensor): unknown[] {
  const [rows = 1, ...rest] = tensor.shape;
  if (tensor.shape.length === 0) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The output ${quote(name)} is a single number, not one per row; call ` +
        '/v2/models/{model}/infer for whole tensors.',
    );
  }
  const width = rest.reduce((product, size) => product * size, 1);
  return Array.from({ length: rows }, (_, row) => nest(tensor, row * width, rest, width));
}

function nest(tensor: Tensor, at: number, shape: readonly number[], width: number): unknown {
  const [size, ...rest] = shape;
  if (size === undefined) return toJson(tensor, at);
  const step = size === 0 ? 0 : width / size;
  return Array.from({ length: size }, (_, index) => nest(tensor, at + index * step, rest, step));
}
