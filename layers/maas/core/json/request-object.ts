import * as z from 'zod/mini';

/**
 * A strict object that a client sends. Every key that may be left out may be `null` as well, which
 * is how many clients write what was not set; it is then what it is when it is left out. A key
 * whose schema takes `null` itself keeps what that means.
 */
export function requestObject<S extends z.core.$ZodShape>(
  shape: S,
): z.ZodMiniObject<S, z.core.$strict> {
  return z.strictObject(mapShape(shape));
}

/** The same, which takes any other key as well. */
export function openRequestObject<S extends z.core.$ZodShape>(
  shape: S,
): z.ZodMiniObject<S, z.core.$loose> {
  return z.looseObject(mapShape(shape));
}

function mapShape<S extends z.core.$ZodShape>(shape: S): S {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [
      key,
      takesAbsence(schema) ? takeNull(schema) : schema,
    ]),
  ) as unknown as S;
}

function takesAbsence(schema: z.core.SomeType): schema is z.ZodMiniOptional | z.ZodMiniDefault {
  return (
    schema instanceof z.ZodMiniDefault ||
    (schema instanceof z.ZodMiniOptional && !(schema.def.innerType instanceof z.ZodMiniNullable))
  );
}

function takeNull(schema: z.ZodMiniOptional | z.ZodMiniDefault): z.ZodMiniType {
  const nullable = z.pipe(
    z.nullable(schema),
    z.transform((value) => (value === null ? schema.parse(undefined) : value)),
  );
  const { description } = z.globalRegistry.get(schema) ?? {};
  return description === undefined ? nullable : nullable.check(z.describe(description));
}
