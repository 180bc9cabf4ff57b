import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';

const Limit = z
  .pipe(
    z
      .string()
      .check(
        z.refine(
          (text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= LIMITS.pageSize,
          `must be a whole number from 1 to ${LIMITS.pageSize}`,
        ),
      ),
    z.transform(Number),
  )
  .check(z.describe('Most items of the page.'));

/** The query of every list: `after` is the `next` of the page before. */
export const PageQuery = z.strictObject({
  limit: z.optional(Limit),
  after: z
    .optional(z.string().check(z.minLength(1)))
    .check(z.describe('The `next` of the page before.')),
});

/** Versions are listed from the newest to the oldest, so that `after` is a number here. */
export const VersionPageQuery = z.extend(PageQuery, {
  after: z.optional(z.string().check(z.regex(/^[1-9]\d{0,8}$/, "must be a version's number"))),
});
