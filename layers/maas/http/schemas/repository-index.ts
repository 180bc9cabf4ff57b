import * as z from 'zod';

/** The body of `POST /v2/repository/index`; unknown keys are other servers' and change nothing. */
export const RepositoryFilter = z.looseObject({
  ready: z.boolean('must be true or false').optional().describe('Whether versions that cannot be called are left out.'),
});
