import { prepareTask } from '../tasks/prepare-task.ts';
import { omitNulls } from '../json/omit-nulls.ts';
import type { JsonObject } from '../json/json-object.ts';
import type { TaskCall, TaskVersion } from '../tasks/task/task.ts';

/** In the words of text-embeddings-inference. */
export interface VectorOptions {
  readonly truncate?: boolean | undefined;
  readonly normalize?: boolean | undefined;
  readonly prompt_name?: string | undefined;
  /** Numbers that are left of each vector. */
  readonly dimensions?: number | undefined;
}

/**
 * A list of vectors, one for each text.
 * @param parameters the pipeline's own
 */
export function prepareVectors(
  version: TaskVersion,
  inputs: unknown,
  { truncate, normalize, prompt_name: promptName, dimensions }: VectorOptions,
  parameters: JsonObject = {},
): TaskCall {
  const asked = omitNulls({
    truncation: truncate ?? null,
    normalize_embeddings: normalize ?? null,
    prompt_name: promptName ?? null,
    truncate_dim: dimensions ?? null,
  });
  return prepareTask(version, { inputs, parameters: { ...parameters, ...asked } });
}
