import { STORAGE } from '../../contract/storage.ts';
import { foldName } from '../../contract/names.ts';

/**
 * The keys of the registry, made here and nowhere else. Names are compared without case, so keys
 * have them folded; the records hold them as written.
 */
export const modelsPrefix = (): string => STORAGE.modelsPrefix;
export const modelKey = (model: string): string =>
  `${STORAGE.modelsPrefix}${foldName(model)}/model.json`;
export const versionsPrefix = (model: string): string =>
  `${STORAGE.modelsPrefix}${foldName(model)}/versions/`;
export const versionKey = (model: string, version: number): string =>
  `${versionsPrefix(model)}${version}/version.json`;
export const bundlePrefix = (model: string, version: number): string =>
  `${versionsPrefix(model)}${version}/files/`;
export const bundleFileKey = (model: string, version: number, path: string): string =>
  `${bundlePrefix(model, version)}${path}`;
export const uploadsPrefix = (model: string, version: number): string =>
  `${STORAGE.uploadsPrefix}${foldName(model)}/${version}/`;
export const uploadKey = (model: string, version: number, path: string): string =>
  `${uploadsPrefix(model, version)}${path}`;
export const submissionKey = (model: string, version: number): string =>
  `${STORAGE.submissionsPrefix}${foldName(model)}/${version}.json`;

export const rolloutsPrefix = (model: string, alias: string): string =>
  `${STORAGE.rolloutsPrefix}${foldName(model)}/${foldName(alias)}/`;
export const rolloutKey = (model: string, alias: string, id: string): string =>
  `${rolloutsPrefix(model, alias)}${id}.json`;
export const bakingKey = (model: string, alias: string): string =>
  `${STORAGE.bakingPrefix}${foldName(model)}/${foldName(alias)}.json`;

export const quotaKey = (model: string): string => `${STORAGE.quotasPrefix}${foldName(model)}.json`;

/** The model, its name folded, whose quotas a key marks; undefined when the key is none. */
export function findQuotaMark(key: string): string | undefined {
  return /^quotas\/([^/]+)\.json$/.exec(key)?.[1];
}

/** Whose open roll-out a key marks; undefined when the key is none. */
export function findBaking(key: string): { model: string; alias: string } | undefined {
  const [, model, alias] = /^baking\/([^/]+)\/([^/]+)\.json$/.exec(key) ?? [];
  return model === undefined || alias === undefined ? undefined : { model, alias };
}

/** Whose record a key is of: the model's, its name folded, or that of one of its versions. */
export function findRecordOwner(key: string): { model: string; version?: number } | undefined {
  const [, model, , version] =
    /^models\/([^/]+)\/(versions\/([1-9]\d*)\/version|model)\.json$/.exec(key) ?? [];
  return model === undefined
    ? undefined
    : { model, version: version === undefined ? undefined : Number(version) };
}

/** The version whose upload a key names; undefined when the key is none. */
export function findUpload(key: string): { model: string; version: number } | undefined {
  const match = /^uploads\/([^/]+)\/([1-9]\d*)\//.exec(key);
  return match ? { model: match[1] ?? '', version: Number(match[2]) } : undefined;
}

/**
 * The version that a submission's key names, its model's name folded; undefined when the key is
 * none.
 */
export function findSubmission(key: string): { model: string; version: number } | undefined {
  const match = /^submissions\/([^/]+)\/([1-9]\d*)\.json$/.exec(key);
  return match ? { model: match[1] ?? '', version: Number(match[2]) } : undefined;
}
