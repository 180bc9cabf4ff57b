import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import { modelKey } from '../registry/keys.ts';
import type { ModelRecord } from '../registry/records.ts';
import { resolveVersion, type ReadyVersion, type RecordReader } from './resolve-version.ts';

const MS_PER_SECOND = 1000;

/**
 * The version that a prediction is for, noted in its facts with the settings of its model.
 * @throws MaasError as `resolveVersion` does
 */
export async function resolveCall(
  records: RecordReader,
  model: string,
  reference: string | undefined,
  facts: PredictionFacts,
): Promise<ReadyVersion> {
  // An alias needs the same record; beside a version's number it is read at the same time, and not missed when it
  // cannot be.
  const settings = findSettings(records, model);
  const version = await resolveVersion(records, model, reference);
  facts.model = version.model;
  facts.version = version.version;
  const seconds = (await settings)?.timeoutSeconds;
  if (seconds !== undefined) facts.limitMs = seconds * MS_PER_SECOND;
  return version;
}

async function findSettings(
  records: RecordReader,
  model: string,
): Promise<ModelRecord['settings']> {
  try {
    return (await records.find<ModelRecord>(modelKey(model)))?.settings;
  } catch {
    return undefined;
  }
}
