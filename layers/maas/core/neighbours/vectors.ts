import { MaasError } from '../errors.ts';
import { omitNulls } from '../json/omit-nulls.ts';
import type { JsonObject } from '../json/json-object.ts';
import { quote } from '../quote.ts';
import type { BundleRecord } from '../registry/records.ts';
import { prepareTask } from '../tasks/find-task.ts';
import type { TaskCall } from '../tasks/task/task.ts';
import { mapAnswer } from './map-answer.ts';

/** In the words of text-embeddings-inference. */
export interface VectorOptions {
  readonly truncate?: boolean | undefined;
  readonly normalize?: boolean | undefined;
  readonly prompt_name?: string | undefined;
  /** Numbers that are left of each vector. */
  readonly dimensions?: number | undefined;
}

type Vector = readonly (number | null)[];

/**
 * A list of vectors, one for each text.
 * @param parameters the pipeline's own
 */
export function prepareVectors(
  bundle: BundleRecord,
  inputs: unknown,
  { truncate, normalize, prompt_name: promptName, dimensions }: VectorOptions,
  parameters: JsonObject = {},
): TaskCall {
  const asked = omitNulls({
    truncation: truncate ?? null,
    normalize_embeddings: normalize ?? null,
    prompt_name: promptName ?? null,
  });
  const call = prepareTask(bundle, { inputs, parameters: { ...parameters, ...asked } });
  return dimensions === undefined
    ? call
    : mapAnswer(call, (vectors: readonly Vector[]) =>
        vectors.map((vector) => cutVector(vector, dimensions, normalize ?? false)),
      );
}

function cutVector(vector: Vector, dimensions: number, normalizes: boolean): Vector {
  if (dimensions > vector.length) {
    throw new MaasError(
      'INVALID_REQUEST',
      `"dimensions" must be from 1 to ${vector.length}, the size of the model's vectors; got ` +
        `${quote(dimensions)}.`,
    );
  }
  const cut = vector.slice(0, dimensions);
  const length = Math.hypot(...cut.map((value) => value ?? NaN));
  return normalizes && length > 0
    ? cut.map((value) => (value === null ? null : value / length))
    : cut;
}
