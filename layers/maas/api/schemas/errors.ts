import * as z from 'zod/mini';
import { ERROR_CODES } from '../../contract/errors.ts';

/** Every error answer, but those under `/v1`. */
export const ErrorView = z.strictObject({
  error: z
    .string()
    .check(z.describe('A sentence that says what was wrong, the value got, and what to do.')),
  code: z.enum(ERROR_CODES),
  requestId: z.string(),
});

/** An error answer under `/v1`. */
export const OpenAiErrorView = z.strictObject({
  error: z.strictObject({
    message: z.string(),
    type: z.string(),
    param: z.nullable(z.string()),
    code: z.string(),
  }),
});
