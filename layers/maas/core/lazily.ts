/**
 * A value that is made when it is first asked for: a start pays for nothing that its first answer
 * does not need.
 */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
