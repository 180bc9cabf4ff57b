import { foldName, MODEL_NAME, MODEL_NAME_RULE } from '../../contract/names.ts';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';

/** A name of a model; the hub's `org/name` means `org--name`, as the hub's own cache writes it. */
export function toModelName(hubName: string): string {
  return hubName.replace('/', '--');
}

const VERSION_NUMBER = /^[1-9]\d{0,8}$/;

/** @throws MaasError INVALID_REQUEST */
export function parseModelName(value: string): string {
  if (MODEL_NAME.test(value)) return value;
  throw new MaasError(
    'INVALID_REQUEST',
    `A model's name is ${MODEL_NAME_RULE}; got ${quote(value)}.`,
  );
}

/**
 * An alias is named like a model, but not like a version's number, so that a reference can be
 * either.
 * @throws MaasError INVALID_REQUEST
 */
export function parseAliasName(value: string): string {
  if (MODEL_NAME.test(value) && !/^\d+$/.test(value)) return value;
  throw new MaasError(
    'INVALID_REQUEST',
    `An alias is ${MODEL_NAME_RULE}, and not a number; got ${quote(value)}.`,
  );
}

/** An alias as it is written among these, whatever case it is asked for in. */
export function findAliasName(
  aliases: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  return Object.hasOwn(aliases, name)
    ? name
    : Object.keys(aliases).find((alias) => foldName(alias) === foldName(name));
}

/** undefined when the text is no version's number. */
export function findVersionNumber(value: string): number | undefined {
  return VERSION_NUMBER.test(value) ? Number(value) : undefined;
}

/** @throws MaasError VERSION_NOT_FOUND, as no such version can exist */
export function parseVersionNumber(value: string): number {
  const version = findVersionNumber(value);
  if (version !== undefined) return version;
  throw new MaasError('VERSION_NOT_FOUND', `A version is a number from 1 on; got ${quote(value)}.`);
}
