import * as z from 'zod';
import { requestObject } from '../../core/json/request-object.ts';

const VersionNumber = z
  .int("must be a version's number")
  .min(1, "must be a version's number, from 1 on");

const AliasRoute = requestObject({
  version: VersionNumber,
  weight: z
    .number()
    .positive('must be greater than 0')
    .describe("Share of the traffic, relative to the other routes'."),
});

/** The body of `PUT /models/{model}/aliases/{alias}`: one of `version` and `routes`. */
export const AliasChange = requestObject({
  version: VersionNumber.optional(),
  routes: z.array(AliasRoute).min(1, 'must have at least one route').optional(),
  shadow: z.unknown().optional(),
});
export type AliasChange = z.infer<typeof AliasChange>;
