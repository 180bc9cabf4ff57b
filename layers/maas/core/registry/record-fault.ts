import { isJsonObject } from '../json/json-object.ts';
import { findRecordOwner } from './keys.ts';
import { VERSION_STATUSES, type ModelRecord, type VersionRecord } from './records.ts';

/** Of a record that does not say when it was made. */
const UNKNOWN_TIME = new Date(0).toISOString();

/** What keeps a value from being the record that belongs under a key; undefined when nothing does. */
export function findRecordFault(key: string, value: unknown): string | undefined {
  const owner = findRecordOwner(key);
  if (!owner) return undefined;
  if (!isJsonObject(value)) return 'is no JSON object';
  return owner.version === undefined
    ? findModelFault(value)
    : findVersionFault(value, owner.version);
}

/** Stands for a record that cannot be read, so that it is listed beside the others and can be deleted; undefined where the key is of no record. */
export function toUnreadable(key: string, fault: string): ModelRecord | VersionRecord | undefined {
  const { model, version } = findRecordOwner(key) ?? {};
  if (model === undefined) return undefined;
  if (version === undefined) return { model, createdAt: UNKNOWN_TIME, revision: 0, aliases: {} };
  const message = `Its record '${key}' ${fault}, so nothing is known of it; delete the version, and upload its files again.`;
  const times = { createdAt: UNKNOWN_TIME, updatedAt: UNKNOWN_TIME };
  return {
    model,
    version,
    status: 'REJECTED',
    ...times,
    uploads: [],
    ingestAttempts: 0,
    rejection: { code: 'RECORD_UNREADABLE', message },
  };
}

function findModelFault({
  model,
  aliases,
  revision,
}: Readonly<Record<string, unknown>>): string | undefined {
  const areRoutes =
    isJsonObject(aliases) &&
    Object.values(aliases).every((alias) => isJsonObject(alias) && Array.isArray(alias.routes));
  return typeof model === 'string' && typeof revision === 'number' && areRoutes
    ? undefined
    : 'is no record of a model';
}

function findVersionFault(
  {
    model,
    version,
    status,
    uploads,
    bundle,
    createdAt,
    updatedAt,
  }: Readonly<Record<string, unknown>>,
  number: number,
): string | undefined {
  if (typeof model !== 'string' || version !== number) return 'is no record of this version';
  if (typeof createdAt !== 'string' || typeof updatedAt !== 'string')
    return 'does not say when it was made and changed';
  if (!(VERSION_STATUSES as readonly unknown[]).includes(status))
    return 'has a status that this release does not know';
  if (!areFiles(uploads) || (bundle !== undefined && !isBundle(bundle)))
    return 'does not describe its files and signature as this release does';
  return undefined;
}

function isBundle(value: unknown): boolean {
  if (!isJsonObject(value) || !areFiles(value.files) || !isJsonObject(value.signature))
    return false;
  return Array.isArray(value.signature.inputs) && Array.isArray(value.signature.outputs);
}

function areFiles(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (file) =>
        isJsonObject(file) && typeof file.path === 'string' && typeof file.bytes === 'number',
    )
  );
}
