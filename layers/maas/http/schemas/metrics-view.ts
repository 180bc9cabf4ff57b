import * as z from 'zod';
import { ERROR_CODES } from '../../contract/errors.ts';

const Distribution = z
  .strictObject({
    average: z.number().nullable(),
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
  })
  .describe('Milliseconds; null where nothing was measured.');
const ErrorCounts = z.strictObject({
  total: z.number(),
  byType: z.partialRecord(z.enum(ERROR_CODES), z.number()),
});

const Summary = z.strictObject({
  predictions: z.number(),
  latencyMs: Distribution,
  inferenceMs: Distribution,
  loadMs: Distribution,
  coldStarts: z.number(),
});

/** The answer of `GET /models/{model}/metrics`. */
export const MetricsView = Summary.extend({
  model: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  errors: ErrorCounts.describe("The service's or the model's own fault."),
  clientErrors: ErrorCounts.describe("The callers' fault."),
  versions: z
    .array(Summary.extend({ version: z.int(), errors: z.number(), clientErrors: z.number() }))
    .describe('Those that were called.'),
});
