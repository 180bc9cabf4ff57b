import { MaasError } from '../errors.ts';
import { toModelName } from '../registry/names.ts';
import type { Registry } from '../registry/registry.ts';
import { readRecords } from '../serving/registry-records.ts';
import { resolveVersion } from '../serving/resolve-version.ts';

/** The task whose models `/v1` shows. */
export const EMBEDDING_TASK = 'feature-extraction';

/** A model in OpenAI's shape. */
export interface OpenAiModel {
  readonly id: string;
  readonly object: 'model';
  /** Seconds since 1970. */
  readonly created: number;
  readonly owned_by: string;
}

/** `GET /v1/models`: every model whose alias `live` reaches a version that embeds. */
export async function listOpenAiModels(registry: Registry): Promise<{ object: 'list'; data: OpenAiModel[] }> {
  const data: OpenAiModel[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await registry.listModels({ after });
    const found = await Promise.all(items.map(({ model }) => findEmbedder(registry, model)));
    data.push(...found.filter((model) => model !== undefined));
    if (next === undefined) return { object: 'list', data };
    after = next;
  }
}

/** `GET /v1/models/{model}` @throws MaasError MODEL_NOT_FOUND, also for a model that does not embed */
export async function getOpenAiModel(registry: Registry, model: string): Promise<OpenAiModel> {
  const found = await findEmbedder(registry, model);
  if (found) return found;
  throw new MaasError('MODEL_NOT_FOUND', `The model '${model}' does not exist or does not embed; GET /v1/models lists those that do.`);
}

async function findEmbedder(registry: Registry, name: string): Promise<OpenAiModel | undefined> {
  try {
    const { model, bundle, createdAt } = await resolveVersion(readRecords(registry), toModelName(name));
    return bundle.task === EMBEDDING_TASK ? { id: model, object: 'model', created: Math.floor(Date.parse(createdAt) / 1000), owned_by: 'serverless-maas' } : undefined;
  } catch (error) {
    if (error instanceof MaasError) return undefined; // nothing of it can be called
    throw error;
  }
}
