import * as z from 'zod';

/**
 * A strict object that a client sends. Every key that may be left out may be `null` as well, which
 * is how many clients write what was not set; it is then what it is when it is left out. A key
 * whose schema takes `null` itself keeps what that means.
 */
export function requestObject<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  return z.strictObject(mapShape(shape));
}

function mapShape<S extends z.ZodRawShape>(shape: S): S {
  return Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [
      key,
      takesAbsence(schema) ? takeNull(schema) : schema,
    ]),
  ) as unknown as S;
}

function takesAbsence(schema: z.core.SomeType): schema is z.ZodOptional | z.ZodDefault {
  return (
    schema instanceof z.ZodDefault ||
    (schema instanceof z.ZodOptional && !(schema.unwrap() instanceof z.ZodNullable))
  );
}

function takeNull(schema: z.ZodOptional | z.ZodDefault): z.ZodType {
  const nullable = schema
    .nullable()
    .transform((value) => (value === null ? schema.parse(undefined) : value));
  return schema.description === undefined ? nullable : nullable.describe(schema.description);
}
