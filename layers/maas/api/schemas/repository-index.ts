import * as z from 'zod';
import { requestObject } from '../../core/json/request-object.ts';

/** The body of `POST /v2/repository/index`; unknown keys are other servers' and change nothing. */
export const RepositoryFilter = requestObject({
  ready: z
    .boolean('must be true or false')
    .optional()
    .describe('True leaves out versions that cannot be called.'),
}).loose();
