import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { mapParallel } from '../map-parallel.ts';
import { modelKey } from '../registry/keys.ts';
import { listModelPages } from '../registry/list-model-pages.ts';
import { toModelName } from '../registry/names.ts';
import type { ModelRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { readRecords } from '../serving/registry-records.ts';
import { resolveVersion, type RecordReader } from '../serving/resolve-version.ts';

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
export async function listOpenAiModels(
  registry: Registry,
): Promise<{ object: 'list'; data: OpenAiModel[] }> {
  const data: OpenAiModel[] = [];
  for await (const models of listModelPages(registry)) {
    const found = await mapParallel(models, LIMITS.parallelRecords, (record) =>
      findEmbedder(knowing(record, readRecords(registry)), record.model),
    );
    data.push(...found.filter((model) => model !== undefined));
  }
  return { object: 'list', data };
}

/** A reader that need not look up this model's record. */
function knowing(record: ModelRecord, records: RecordReader): RecordReader {
  const key = modelKey(record.model);
  return {
    find: <T>(wanted: string) =>
      wanted === key ? Promise.resolve(record as T) : records.find<T>(wanted),
  };
}

async function findEmbedder(records: RecordReader, name: string): Promise<OpenAiModel | undefined> {
  try {
    const { model, bundle, createdAt } = await resolveVersion(records, toModelName(name));
    return bundle.task === EMBEDDING_TASK
      ? {
          id: model,
          object: 'model',
          created: Math.floor(Date.parse(createdAt) / 1000),
          owned_by: 'serverless-maas',
        }
      : undefined;
  } catch (error) {
    if (error instanceof MaasError) return undefined; // nothing of it can be called
    throw error;
  }
}
