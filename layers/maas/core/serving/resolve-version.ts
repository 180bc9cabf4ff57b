import { DEFAULTS } from '../../contract/environment.ts';
import { MODEL_NAME, MODEL_NAME_RULE } from '../../contract/names.ts';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import { modelKey, versionKey } from '../registry/keys.ts';
import { findAliasName, findVersionNumber } from '../registry/names.ts';
import type { BundleRecord, ModelRecord, VersionRecord } from '../registry/records.ts';

/** Where records are looked up: behind a cache where predictions are made, in the store itself elsewhere. */
export interface RecordReader {
  find<T>(key: string): Promise<T | undefined>;
  /** The store itself, of a reader that may answer what it read a moment ago. */
  readonly fresh?: RecordReader;
}

/** A version that can be served. */
export interface ReadyVersion extends VersionRecord {
  readonly bundle: BundleRecord;
}

/**
 * Finds the version that a call means. What a cache does not know, or knows as not to be called, is looked up again before it is refused.
 * @param reference a version's number or an alias; the alias `live` when absent
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, ALIAS_NOT_FOUND, VERSION_NOT_READY
 */
export async function resolveVersion(
  records: RecordReader,
  model: string,
  reference: string = DEFAULTS.alias,
): Promise<ReadyVersion> {
  if (!MODEL_NAME.test(model))
    throw new MaasError(
      'MODEL_NOT_FOUND',
      `There is no model ${quote(model)}; a model's name is ${MODEL_NAME_RULE}.`,
    );
  try {
    return await findReady(records, model, reference);
  } catch (error) {
    if (!(error instanceof MaasError) || !records.fresh) throw error;
    return findReady(records.fresh, model, reference);
  }
}

async function findReady(
  records: RecordReader,
  model: string,
  reference: string,
): Promise<ReadyVersion> {
  const number = findVersionNumber(reference) ?? (await findAliasTarget(records, model, reference));
  const record = await records.find<VersionRecord>(versionKey(model, number));
  if (!record || record.status === 'DELETED') {
    await getModel(records, model);
    throw new MaasError('VERSION_NOT_FOUND', `There is no version ${number} of model '${model}'.`);
  }
  if (record.status !== 'READY' || !record.bundle)
    throw new MaasError(
      'VERSION_NOT_READY',
      `Version ${number} of model '${model}' is ${record.status}; only READY versions can be called.`,
    );
  return { ...record, bundle: record.bundle };
}

async function findAliasTarget(
  records: RecordReader,
  model: string,
  alias: string,
): Promise<number> {
  const { aliases } = await getModel(records, model);
  const target = aliases[findAliasName(aliases, alias) ?? '']?.routes[0];
  if (target) return target.version;
  const known = Object.keys(aliases);
  throw new MaasError(
    'ALIAS_NOT_FOUND',
    `Model '${model}' has no version or alias ${quote(alias)}; ${known.length > 0 ? `its aliases are ${known.join(', ')}` : 'it has no alias yet'}.`,
  );
}

async function getModel(records: RecordReader, model: string): Promise<ModelRecord> {
  const record = await records.find<ModelRecord>(modelKey(model));
  if (record && record.deletedAt === undefined) return record;
  throw new MaasError(
    'MODEL_NOT_FOUND',
    `There is no model '${model}'; upload one with POST /upload or POST /models/${model}/versions.`,
  );
}
