import * as z from 'zod/mini';

/** The query of `POST /models/{model}/predict`. */
export const PredictQuery = z.strictObject({
  version: z
    .optional(z.string().check(z.minLength(1)))
    .check(z.describe("A version's number or an alias; the alias `live` where it is left out.")),
});

/** The query of `POST /predict`. */
export const PredictDefaultQuery = z.extend(PredictQuery, {
  model: z
    .optional(z.string())
    .check(z.describe('Name of the model; the configured default where it is left out.')),
});
