export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is set; an empty one is not. */
export function findVariable(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === '' ? undefined : value;
}
