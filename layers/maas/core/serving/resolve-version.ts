import { DEFAULTS } from '../../contract/environment.ts';
import { isCallerError } from '../../contract/errors.ts';
import { MODEL_NAME, MODEL_NAME_RULE } from '../../contract/names.ts';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import { modelKey, versionKey } from '../registry/keys.ts';
import { findAliasName, findVersionNumber } from '../registry/names.ts';
import type { ModelRecord, ReadyVersion, VersionRecord } from '../registry/records.ts';
import { heaviest, routeTraffic, type Draw } from './route-traffic.ts';

/**
 * The place where records are looked up: behind a cache where predictions are made, in the store
 * itself elsewhere.
 */
export interface RecordReader {
  find<T>(key: string): Promise<T | undefined>;
  /** The store itself, of a reader that may answer what it read a moment ago. */
  readonly fresh?: RecordReader;
}

/**
 * Finds the version that a call means. What a cache does not know, or knows as not to be called, is
 * looked up again before it is refused.
 * @param reference a version's number or an alias; the alias `live` when absent
 * @param toDraw how an alias of several versions picks one; its salt is the alias's own
 * @default - the version that has the most traffic
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, ALIAS_NOT_FOUND, VERSION_NOT_READY
 */
export async function resolveVersion(
  records: RecordReader,
  model: string,
  reference: string = DEFAULTS.alias,
  toDraw: (salt: string) => Draw = () => heaviest,
): Promise<ReadyVersion> {
  requireModelName(model);
  try {
    return await findReady(records, model, reference, toDraw);
  } catch (error) {
    const isRefusal = error instanceof MaasError && isCallerError(error.code);
    if (!isRefusal || !records.fresh) throw error;
    return findReady(records.fresh, model, reference, toDraw);
  }
}

/** @throws MaasError MODEL_NOT_FOUND for what is no name of a model */
export function requireModelName(model: string): void {
  if (MODEL_NAME.test(model)) return;
  throw new MaasError(
    'MODEL_NOT_FOUND',
    `There is no model ${quote(model)}; a model's name is ${MODEL_NAME_RULE}.`,
  );
}

async function findReady(
  records: RecordReader,
  model: string,
  reference: string,
  toDraw: (salt: string) => Draw,
): Promise<ReadyVersion> {
  const number = findVersionNumber(reference);
  if (number !== undefined) return readReady(records, model, number);
  const owner = await getModel(records, model);
  const target = findAliasTarget(owner, model, reference, toDraw);
  return owner.served?.[target] ?? readReady(records, model, target);
}

async function readReady(
  records: RecordReader,
  model: string,
  number: number,
): Promise<ReadyVersion> {
  const record = await records.find<VersionRecord>(versionKey(model, number));
  if (!record || record.status === 'DELETED') {
    await getModel(records, model);
    throw new MaasError('VERSION_NOT_FOUND', `There is no version ${number} of model '${model}'.`);
  }
  if (!isReady(record)) {
    throw new MaasError(
      'VERSION_NOT_READY',
      `Version ${number} of model '${model}' is ${record.status}; only READY versions can be ` +
        'called.',
    );
  }
  return record;
}

export function isReady(record: VersionRecord): record is VersionRecord & ReadyVersion {
  return record.status === 'READY' && record.bundle !== undefined;
}

function findAliasTarget(
  { model: written, aliases }: ModelRecord,
  model: string,
  alias: string,
  toDraw: (salt: string) => Draw,
): number {
  const name = findAliasName(aliases, alias) ?? '';
  const { routes = [] } = aliases[name] ?? {};
  const target = routeTraffic(routes, toDraw(`${written}/${name}`));
  if (target !== undefined) return target;
  const known = Object.keys(aliases);
  throw new MaasError(
    'ALIAS_NOT_FOUND',
    `Model '${model}' has no version or alias ${quote(alias)}; ` +
      `${known.length > 0 ? `its aliases are ${known.join(', ')}` : 'it has no alias yet'}.`,
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
