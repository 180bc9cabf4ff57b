/**
 * The form of a model's name, and of an alias. It is one segment of a path and of a key: never `.`
 * or `..`, never a folder.
 */
export const MODEL_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
export const MODEL_NAME_RULE =
  '1 to 63 letters (A to Z, a to z), digits, dots, underscores and hyphens, beginning and ' +
  'ending with a letter or digit';

/** The form of a caller's name, as `core/access/caller-name.ts` makes it. */
export const CALLER_NAME = /^(key|sub|arn):[\x21-\x7e]+$/;

/** The form that names share which differ in nothing but case. */
export function foldName(name: string): string {
  return name.toLowerCase();
}
