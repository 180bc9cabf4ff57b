import * as z from 'zod/mini';
import { requestObject } from '../../core/json/request-object.ts';
import type { Baseline } from '../../core/drift/baseline.ts';
import type { Drift } from '../../core/drift/read-drift.ts';

/** The query of `GET /models/{model}/drift`; its period is the last 24 hours where it says none. */
export const DriftQuery = z.strictObject({
  version: z
    .optional(z.string().check(z.regex(/^[1-9]\d{0,8}$/, "must be a version's number")))
    .check(z.describe('Left out: the one that the alias `live` reaches.')),
  period: z
    .optional(z.string())
    .check(z.describe('Its length: seconds, or an ISO 8601 duration as PT6H.')),
  from: z.optional(z.string()).check(z.describe('Its beginning, as an ISO 8601 time.')),
  to: z
    .optional(z.string())
    .check(z.describe('Its end, as an ISO 8601 time; now where it is left out.')),
});

/** The body of `PUT /models/{model}/versions/{version}/baseline`. */
export const BaselineChange = requestObject({
  from: z.string().check(z.describe('ISO 8601 time from which on inputs are the baseline.')),
  to: z.string().check(z.describe('And up to which.')),
});

/** The same body where the inputs come along. */
export const BaselineLines = z
  .string()
  .check(
    z.describe('An object for each input, one a line: values by the names that GET …/drift has.'),
  );

const BaselineView = z.strictObject({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  inputs: z.int(),
});

export const BaselineAnswer = z.extend(BaselineView, { model: z.string(), version: z.int() });

const Feature = z.strictObject({
  name: z.string(),
  drift: z
    .number()
    .check(z.describe('The index over the threshold: above 1 it is more than chance.')),
  index: z.number().check(z.describe('Population stability index.')),
  expected: z.number().check(z.describe('Its mean where nothing has changed.')),
  threshold: z.number(),
  bins: z.array(
    z.strictObject({
      name: z.string().check(z.describe('A label, or where numbers begin.')),
      baseline: z.int(),
      current: z.int(),
    }),
  ),
});

export const DriftView = z.strictObject({
  model: z.string(),
  version: z.int(),
  baseline: z
    .nullable(BaselineView)
    .check(z.describe('null until there are enough inputs for one.')),
  current: z
    .nullable(BaselineView)
    .check(z.describe('null where there are too few inputs to compare.')),
  drift: z.nullable(z.number()).check(z.describe('The drift of the feature that has moved most.')),
  features: z.array(Feature),
});

export function toBaselineView({
  from,
  to,
  inputs,
}: Baseline | Drift): z.infer<typeof BaselineView> {
  return { from, to, inputs };
}

export function toDriftView(
  model: string,
  version: number,
  baseline: Baseline | undefined,
  drift: Drift | undefined,
): z.infer<typeof DriftView> {
  const features = drift?.features ?? [];
  return {
    model,
    version,
    baseline: baseline ? toBaselineView(baseline) : null,
    current: drift ? toBaselineView(drift) : null,
    drift: features[0]?.drift ?? null,
    features: features.map(({ name, drift: ratio, index, expected, threshold, bins }) => ({
      name,
      drift: ratio,
      index,
      expected,
      threshold,
      bins: bins.map((bin) => ({ ...bin })),
    })),
  };
}
