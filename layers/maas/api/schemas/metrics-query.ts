import * as z from 'zod/mini';

/**
 * The query of `GET /models/{model}/metrics`: two of the three say which period; the last hour
 * where there are none.
 */
export const MetricsQuery = z.strictObject({
  period: z
    .optional(z.string())
    .check(z.describe('Its length: seconds, or an ISO 8601 duration as PT1H.')),
  from: z.optional(z.string()).check(z.describe('Its beginning, as an ISO 8601 time.')),
  accuracyBy: z
    .optional(z.enum(['feedback', 'prediction']))
    .check(
      z.describe(
        'The truths that `accuracy` counts: those that came in the period (the default), or those of ' +
          'its predictions, whenever they came.',
      ),
    ),
  stages: z
    .optional(z.enum(['true', 'false']))
    .check(z.describe('True answers `stages`; CloudWatch bills some 50 series for it.')),
  to: z
    .optional(z.string())
    .check(z.describe('Its end, as an ISO 8601 time; now where it is left out.')),
});
