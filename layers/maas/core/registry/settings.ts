import { PreconditionFailedError } from '../errors.ts';
import type { EtagCondition } from './aliases.ts';
import type { Stored } from './record-store.ts';
import type { ModelRecord, ModelSettings } from './records.ts';
import type { Registry } from './registry.ts';

/**
 * Replaces a model's settings; answers when every instance goes by them.
 * @param isExpected whether the model's ETag is one that the caller saw
 * @throws MaasError MODEL_NOT_FOUND, PRECONDITION_FAILED
 */
export async function replaceSettings(
  registry: Registry,
  model: string,
  settings: ModelSettings,
  isExpected: EtagCondition,
): Promise<Stored<ModelRecord>> {
  const stored = await registry.updateModel(model, (record, etag) => {
    if (!isExpected(etag)) throw new PreconditionFailedError(`models/${model}`);
    return { ...record, settings };
  });
  await registry.outlastTrust();
  return stored;
}
