import * as z from 'zod';

/** The query of `POST /models/{model}/predict`. */
export const PredictQuery = z.strictObject({
  version: z
    .string()
    .min(1)
    .optional()
    .describe("A version's number or an alias; the alias `live` where it is left out."),
});

/** The query of `POST /predict`. */
export const PredictDefaultQuery = PredictQuery.extend({
  model: z
    .string()
    .optional()
    .describe('Name of the model; the configured default where it is left out.'),
});
