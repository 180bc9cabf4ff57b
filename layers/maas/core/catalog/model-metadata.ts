import { describeModel, type ModelMetadata } from './server-metadata.ts';
import { listStates } from '../registry/list-states.ts';
import type { Registry } from '../registry/registry.ts';
import { readRecords } from '../serving/registry-records.ts';
import { resolveVersion } from '../serving/resolve-version.ts';

/**
 * The signature of the version that a call without or with this reference would reach, and every
 * version that can be called. To know them takes a list of the store and one read a version: the
 * work of the function that lists, not of the one that predicts.
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, ALIAS_NOT_FOUND, VERSION_NOT_READY
 */
export async function getModelMetadata(
  registry: Registry,
  model: string,
  reference?: string,
): Promise<ModelMetadata> {
  const version = await resolveVersion(readRecords(registry), model, reference);
  const states = await listStates(registry, (await registry.getModel(model)).value);
  return describeModel(
    version,
    states.filter(({ status }) => status === 'READY').map((ready) => ready.version),
  );
}
