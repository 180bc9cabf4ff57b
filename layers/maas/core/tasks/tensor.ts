import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { decodeTensorJson } from '../protocol/tensor-json.ts';
import { requireFit } from '../protocol/tensor-fit.ts';
import { quote } from '../quote.ts';
import type { Signature, Tensor, Tensors } from '../tensor.ts';
import { parseBody } from '../json/parse-body.ts';
import { findBatch, runBatches } from './task/run-batches.ts';
import { TOKENIZER_ADVICE } from './text/text-config.ts';
import type { Task, TaskRecord } from './task/task.ts';

const Body = z.lazy(() =>
  z.strictObject({
    tensors: z
      .record(z.string(), z.unknown())
      .check(z.describe('A nested list per input, by the name of the input.')),
  }),
);

/**
 * The task that does nothing: nested lists in; one record per row out, where every output is one
 * value per row.
 */
export const tensorTask: Task = {
  name: 'tensor',
  bodies: [Body],
  parseConfig: (recorded = {}) => recorded,

  prepare(body, { signature, notes }) {
    requireTensors(body, notes);
    const batch = findLoopedBatch(signature);
    const inputs = decodeTensors(
      parseBody(Body, body).tensors,
      batch === undefined ? signature : openRows(signature),
    );
    const rows = batch === undefined ? 0 : countRows(inputs);
    const outputs = signature.outputs.map(({ name }) => name);
    return async (model) => ({
      body: await runBatches(model, inputs, rows, { outputs, batch }, (results) =>
        toRecords(results, signature),
      ),
      scores: [],
    });
  },
};

/**
 * Rows of a run, where inputs and outputs alike have a fixed number of them: more or fewer are run
 * in as many runs as that takes.
 */
function findLoopedBatch(signature: Signature): number | undefined {
  const batch = findBatch(signature);
  return batch !== undefined && signature.outputs.every(({ shape }) => shape[0] === batch)
    ? batch
    : undefined;
}

function openRows({ inputs, outputs }: Signature): Signature {
  return {
    inputs: inputs.map((spec) => ({ ...spec, shape: [-1, ...spec.shape.slice(1)] })),
    outputs,
  };
}

/**
 * @throws MaasError INVALID_TENSOR when the inputs differ in it, PAYLOAD_TOO_LARGE when they are
 *   too many runs
 */
function countRows(inputs: Tensors): number {
  const [first, ...others] = Object.entries(inputs).map(([name, { shape }]) => ({
    name,
    rows: shape[0] ?? 1,
  }));
  const rows = first?.rows ?? 1;
  const other = others.find((input) => input.rows !== rows);
  if (first && other) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The inputs must have as many rows as each other; '${first.name}' has ${rows}, and ` +
        `'${other.name}' has ${other.rows}.`,
    );
  }
  if (rows > LIMITS.callRows) {
    throw new MaasError(
      'PAYLOAD_TOO_LARGE',
      `The call has ${rows} rows; ${LIMITS.callRows} is the limit for a model whose runs take a ` +
        'fixed number of rows: send fewer at once.',
    );
  }
  return rows;
}

/** Keys that callers of other tasks send. */
const OTHER_KEYS = ['text', 'question', 'context', 'inputs', 'image', 'rows'];

/** @throws MaasError MODEL_REFUSED_INPUT saying why the version serves no such task */
function requireTensors(body: unknown, notes: readonly string[] | undefined): void {
  const isPicture = body instanceof Uint8Array;
  const keys = typeof body === 'object' && body !== null && !isPicture ? Object.keys(body) : [];
  if (keys.includes('tensors') || !(isPicture || keys.some((key) => OTHER_KEYS.includes(key)))) {
    return;
  }
  throw new MaasError(
    'MODEL_REFUSED_INPUT',
    'This version takes tensors: send {"tensors": …}, or call /v2/models/{model}/infer. ' +
      (notes?.join(' ') ?? describeEarlier(isPicture || keys.includes('image'))),
  );
}

/** Describes a version of an earlier release, whose record does not say why. */
function describeEarlier(isPicture: boolean): string {
  return isPicture
    ? 'For one that takes pictures, put preprocessor_config.json (and config.json or ' +
        'labels.txt) beside model.onnx and upload it again.'
    : `For one that reads text, ${TOKENIZER_ADVICE}, and upload it again.`;
}

/**
 * Nested lists by the names of the inputs, as the model's tensors.
 * @throws MaasError INVALID_TENSOR
 */
export function decodeTensors(
  tensors: Readonly<Record<string, unknown>>,
  { inputs }: Signature,
): Tensors {
  const unknown = Object.keys(tensors).find((name) => !inputs.some((input) => input.name === name));
  if (unknown !== undefined) {
    throw new MaasError(
      'INVALID_TENSOR',
      `The model has no input ${quote(unknown)}; it has ` +
        `${inputs.map(({ name }) => quote(name)).join(', ')}.`,
    );
  }
  return Object.fromEntries(
    inputs.map((spec) => {
      if (!Object.hasOwn(tensors, spec.name)) {
        throw new MaasError('INVALID_TENSOR', `The input ${quote(spec.name)} is missing.`);
      }
      const data = tensors[spec.name];
      const shape = measureShape(data);
      requireFit(spec, spec.datatype, shape);
      return [
        spec.name,
        decodeTensorJson(spec.name, spec.datatype, shape, shape.length === 0 ? [data] : data),
      ];
    }),
  );
}

/**
 * The shape that nested lists have along their first elements; decoding checks all the others
 * against it.
 */
function measureShape(data: unknown): number[] {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  return shape;
}

function toRecords(outputs: Tensors, signature: Signature): TaskRecord[] {
  const columns = signature.outputs.flatMap(({ name }) =>
    outputs[name] ? [{ name, tensor: outputs[name] }] : [],
  );
  const rows = columns[0]?.tensor.shape[0] ?? 1;
  for (const { name, tensor } of columns) {
    if (tensor.data.length !== rows) {
      throw new MaasError(
        'INVALID_REQUEST',
        `The output '${name}' has the shape [${tensor.shape.join(', ')}], which is not one ` +
          'value per row; call /v2/models/{model}/infer for whole tensors.',
      );
    }
  }
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, tensor }) => [name, toJson(tensor, row)])),
  );
}

/** One value of a tensor; what JSON has no number for is null. @throws MaasError NOT_SUPPORTED */
export function toJson({ datatype, data }: Tensor, row: number): TaskRecord[string] {
  const value = data[row];
  if (datatype === 'FP16') {
    throw new MaasError('NOT_SUPPORTED', 'An output is FP16, which has no JSON form.');
  }
  if (datatype === 'BOOL') return value === 1;
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  return value ?? null;
}
