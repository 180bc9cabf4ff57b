/**
 * An object of JSON without its keys that are `null`, which is how many clients write what was not
 * set. What is not an object stays as it is.
 */
export function omitNulls<T>(value: T): T {
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    !Object.values(value).includes(null)
  ) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null)) as T;
}
