import * as z from 'zod';

/**
 * The query of `GET /models/{model}/metrics`: two of the three say which period; the last hour
 * where there are none.
 */
export const MetricsQuery = z.strictObject({
  period: z.string().optional().describe('Its length: seconds, or an ISO 8601 duration as PT1H.'),
  from: z.string().optional().describe('Its beginning, as an ISO 8601 time.'),
  accuracyBy: z
    .enum(['feedback', 'prediction'])
    .optional()
    .describe(
      'The truths that `accuracy` counts: those that came in the period (the default), or those of ' +
        'its predictions, whenever they came.',
    ),
  stages: z
    .enum(['true', 'false'])
    .optional()
    .describe('True answers `stages`; CloudWatch bills some 50 series for it.'),
  to: z.string().optional().describe('Its end, as an ISO 8601 time; now where it is left out.'),
});
