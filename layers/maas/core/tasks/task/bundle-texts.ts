import { RejectionError } from '../../errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

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

/** @throws RejectionError TASK_MISMATCH when the text is not a JSON object or list */
export function parseJsonText(path: string, text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RejectionError(
      'TASK_MISMATCH',
      `The bundle's '${path}' is not JSON: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new RejectionError('TASK_MISMATCH', `The bundle's '${path}' must hold a JSON object.`);
}
