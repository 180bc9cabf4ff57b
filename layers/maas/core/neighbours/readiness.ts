import { MaasError } from '../errors.ts';
import type { OpenAiModel } from '../catalog/openai-models.ts';
import { toModelName } from '../registry/names.ts';
import type { Registry } from '../registry/registry.ts';
import { readRecords } from '../serving/registry-records.ts';
import { resolveVersion } from '../serving/resolve-version.ts';

/**
 * `GET /v1/models/{model}` for two kinds of client: OpenAI's model, and KServe's readiness beside
 * it.
 */
export interface ReadyModel extends OpenAiModel {
  readonly name: string;
  readonly ready: true;
}

/**
 * A model that can be called, whatever its task.
 * @throws MaasError MODEL_NOT_FOUND saying why it cannot
 */
export async function getReadyModel(registry: Registry, hubName: string): Promise<ReadyModel> {
  const { model, createdAt } = await resolveVersion(
    readRecords(registry),
    toModelName(hubName),
  ).catch((error: unknown) => {
    throw toNotFound(error);
  });
  return {
    id: model,
    object: 'model',
    created: Math.floor(Date.parse(createdAt) / 1000),
    owned_by: 'serverless-maas',
    name: model,
    ready: true,
  };
}

/** OpenAI's clients and KServe's look at the status: what cannot be called is not there. */
function toNotFound(error: unknown): unknown {
  return error instanceof MaasError
    ? new MaasError('MODEL_NOT_FOUND', error.message, { cause: error })
    : error;
}
