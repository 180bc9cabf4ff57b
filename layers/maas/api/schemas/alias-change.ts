import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { DEFAULT_TOLERANCE } from '../../core/ingest/find-difference.ts';
import { requestObject } from '../../core/json/request-object.ts';

const VersionNumber = z
  .int("must be a version's number")
  .check(z.minimum(1, "must be a version's number, from 1 on"));

const AliasRoute = requestObject({
  version: VersionNumber,
  weight: z
    .number()
    .check(
      z.positive('must be greater than 0'),
      z.maximum(LIMITS.routeWeight, `must be at most ${LIMITS.routeWeight}`),
      z.describe("Share of the traffic, relative to the other routes'."),
    ),
});

const PERCENT = 'must be a percentage from 0 to 100';
const TOLERANCE = 'must be a number from 0 to 1';
/** The difference between numbers that is allowed, as for samples of a bundle. */
export const Tolerance = z
  ._default(
    z.number(TOLERANCE).check(z.minimum(0, TOLERANCE), z.maximum(1, TOLERANCE)),
    DEFAULT_TOLERANCE,
  )
  .check(
    z.describe(
      'The distance between two numbers that still agree, relative where they are above 1.',
    ),
  );

/** The version that gets copies. */
const Shadow = requestObject({
  version: VersionNumber,
  percent: z
    .number(PERCENT)
    .check(
      z.minimum(0, PERCENT),
      z.maximum(100, PERCENT),
      z.describe('The share of the answered calls that is copied, in percent.'),
    ),
  tolerance: Tolerance,
});

/**
 * The body of `PUT /models/{model}/aliases/{alias}`: one of `version` and `routes`, and maybe a
 * `shadow`. What is left out is not kept from before.
 */
export const AliasChange = requestObject({
  version: z.optional(VersionNumber),
  routes: z.optional(
    z
      .array(AliasRoute)
      .check(
        z.minLength(1, 'must have at least one route'),
        z.maxLength(LIMITS.aliasRoutes, `must have at most ${LIMITS.aliasRoutes} routes`),
      ),
  ),
  force: z
    ._default(z.boolean(), false)
    .check(z.describe('Also for a version that was rolled back before.')),
  shadow: z.optional(Shadow),
});
export type AliasChange = z.infer<typeof AliasChange>;
