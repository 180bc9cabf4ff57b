import * as z from 'zod';
import { LIMITS } from '../../contract/limits.ts';

const Limit = z
  .string()
  .refine(
    (text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= LIMITS.pageSize,
    `must be a whole number from 1 to ${LIMITS.pageSize}`,
  )
  .transform(Number)
  .describe('Most items of the page.');

/** The query of every list: `after` is the `next` of the page before. */
export const PageQuery = z.strictObject({
  limit: Limit.optional(),
  after: z.string().min(1).optional().describe('The `next` of the page before.'),
});

/** Versions are listed from the newest to the oldest, so that `after` is a number here. */
export const VersionPageQuery = PageQuery.extend({
  after: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "must be a version's number")
    .optional(),
});
