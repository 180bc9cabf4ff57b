import { MaasError } from '../errors.ts';
import { omitNulls } from '../json/omit-nulls.ts';
import { quote } from '../quote.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';

/**
 * Extensions that would change the answer, and that this server does not have: to pass over them
 * would bend the request.
 */
const UNSUPPORTED = ['classification', 'shared_memory_region'];

/**
 * The `parameters` of a request, an input or an output; empty where there are none. Unknown ones
 * change nothing.
 * @throws MaasError INVALID_REQUEST, NOT_SUPPORTED
 */
export function parseParameters(parameters: unknown, owner: string): JsonObject {
  if (parameters === undefined || parameters === null) return {};
  if (!isJsonObject(parameters)) {
    throw new MaasError('INVALID_REQUEST', `${owner} has "parameters" that are no object.`);
  }
  const given = omitNulls(parameters);
  for (const [key, value] of Object.entries(given)) {
    if (!['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
      throw new MaasError(
        'INVALID_REQUEST',
        `${owner} has the parameter ${quote(key)}, which is not a string, number or boolean.`,
      );
    }
    if (UNSUPPORTED.includes(key)) {
      throw new MaasError(
        'NOT_SUPPORTED',
        `${owner} has the parameter ${quote(key)}, an extension that this server does not have.`,
      );
    }
  }
  return given;
}

/** @throws MaasError INVALID_REQUEST when the parameter is there and neither true nor false */
export function findBoolean(
  parameters: JsonObject,
  key: string,
  owner: string,
): boolean | undefined {
  const value = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw new MaasError(
    'INVALID_REQUEST',
    `${owner} has the parameter ${quote(key)}, which must be true or false; got ${quote(value)}.`,
  );
}

/** @throws MaasError INVALID_REQUEST when the parameter is there and no number of bytes */
export function findByteCount(
  parameters: JsonObject,
  key: string,
  owner: string,
): number | undefined {
  const value = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)) {
    return value as number | undefined;
  }
  throw new MaasError(
    'INVALID_REQUEST',
    `${owner} has the parameter ${quote(key)}, which must be a number of bytes; got ` +
      `${quote(value)}.`,
  );
}
