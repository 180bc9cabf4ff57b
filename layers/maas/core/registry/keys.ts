import { STORAGE } from '../../contract/storage.ts';

/** The keys of the registry, made here and nowhere else. */
export const modelsPrefix = (): string => STORAGE.modelsPrefix;
export const modelKey = (model: string): string => `${STORAGE.modelsPrefix}${model}/model.json`;
export const versionsPrefix = (model: string): string => `${STORAGE.modelsPrefix}${model}/versions/`;
export const versionKey = (model: string, version: number): string => `${versionsPrefix(model)}${version}/version.json`;
export const bundlePrefix = (model: string, version: number): string => `${versionsPrefix(model)}${version}/files/`;
export const bundleFileKey = (model: string, version: number, path: string): string => `${bundlePrefix(model, version)}${path}`;
export const uploadsPrefix = (model: string, version: number): string => `${STORAGE.uploadsPrefix}${model}/${version}/`;
export const uploadKey = (model: string, version: number, path: string): string => `${uploadsPrefix(model, version)}${path}`;
export const submissionKey = (model: string, version: number): string => `${STORAGE.submissionsPrefix}${model}/${version}.json`;

/** The version that a submission's key names; undefined when the key is none. */
export function findSubmission(key: string): { model: string; version: number } | undefined {
  const match = /^submissions\/([^/]+)\/([1-9]\d*)\.json$/.exec(key);
  return match ? { model: match[1] ?? '', version: Number(match[2]) } : undefined;
}
