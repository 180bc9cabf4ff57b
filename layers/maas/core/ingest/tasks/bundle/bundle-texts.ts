import type { JsonObject } from '../../../json/json-object.ts';
import { parseJsonText } from '../../../tasks/task/parse-json-text.ts';

/** Path of a file of the bundle: at its root, or in the folder nearest to it. */
export function findPath(texts: ReadonlyMap<string, string>, name: string): string | undefined {
  if (texts.has(name)) return name;
  return [...texts.keys()]
    .filter((path) => path.endsWith(`/${name}`))
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))[0];
}

/** @throws RejectionError TASK_MISMATCH when the file is not a JSON object */
export function findJson(texts: ReadonlyMap<string, string>, name: string): JsonObject | undefined {
  const path = findPath(texts, name);
  return path === undefined
    ? undefined
    : (parseJsonText(path, texts.get(path) ?? '') as JsonObject);
}
