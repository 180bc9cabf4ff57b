import * as z from 'zod/mini';
import { openRequestObject } from '../../core/json/request-object.ts';

/** The body of `POST /v2/repository/index`; unknown keys are other servers' and change nothing. */
export const RepositoryFilter = openRequestObject({
  ready: z
    .optional(z.boolean('must be true or false'))
    .check(z.describe('True leaves out versions that cannot be called.')),
});
