/**
 * The object that `JSON.parse` makes of `{…}`. Its own keys may be any, `__proto__` included: they
 * are data.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
