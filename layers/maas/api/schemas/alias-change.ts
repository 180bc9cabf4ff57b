import * as z from 'zod';
import { LIMITS } from '../../contract/limits.ts';
import { DEFAULT_TOLERANCE } from '../../core/ingest/find-difference.ts';
import { requestObject } from '../../core/json/request-object.ts';

const VersionNumber = z
  .int("must be a version's number")
  .min(1, "must be a version's number, from 1 on");

const AliasRoute = requestObject({
  version: VersionNumber,
  weight: z
    .number()
    .positive('must be greater than 0')
    .max(LIMITS.routeWeight, `must be at most ${LIMITS.routeWeight}`)
    .describe("Share of the traffic, relative to the other routes'."),
});

const PERCENT = 'must be a percentage from 0 to 100';
const TOLERANCE = 'must be a number from 0 to 1';
/** The difference between numbers that is allowed, as for samples of a bundle. */
export const Tolerance = z
  .number(TOLERANCE)
  .min(0, TOLERANCE)
  .max(1, TOLERANCE)
  .default(DEFAULT_TOLERANCE)
  .describe('The distance between two numbers that still agree, relative where they are above 1.');

/** The version that gets copies. */
const Shadow = requestObject({
  version: VersionNumber,
  percent: z
    .number(PERCENT)
    .min(0, PERCENT)
    .max(100, PERCENT)
    .describe('The share of the answered calls that is copied, in percent.'),
  tolerance: Tolerance,
});

/**
 * The body of `PUT /models/{model}/aliases/{alias}`: one of `version` and `routes`, and maybe a
 * `shadow`. What is left out is not kept from before.
 */
export const AliasChange = requestObject({
  version: VersionNumber.optional(),
  routes: z
    .array(AliasRoute)
    .min(1, 'must have at least one route')
    .max(LIMITS.aliasRoutes, `must have at most ${LIMITS.aliasRoutes} routes`)
    .optional(),
  force: z.boolean().default(false).describe('Also for a version that was rolled back before.'),
  shadow: Shadow.optional(),
});
export type AliasChange = z.infer<typeof AliasChange>;
