import * as z from 'zod';
import { ERROR_CODES } from '../../contract/errors.ts';
import { STARTS } from '../../contract/metrics.ts';

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

const Share = z.number().nullable();
const Name = z
  .string()
  .optional()
  .describe('The name of the label, where a prediction has several.');
const AccuracyView = z.strictObject({
  truths: z.int().describe('Predictions whose truth has come.'),
  accuracy: Share.describe('The share that was right, all labels of a prediction together.'),
  labels: z.array(
    z.strictObject({
      name: Name,
      label: z.string(),
      truths: z.int(),
      predicted: z.int(),
      correct: z.int(),
      precision: Share,
      recall: Share,
      f1: Share,
    }),
  ),
  confusion: z.array(
    z.strictObject({ name: Name, truth: z.string(), predicted: z.string(), count: z.int() }),
  ),
  calibration: z
    .array(
      z.strictObject({
        from: z.number(),
        to: z.number(),
        predictions: z.int(),
        expected: Share,
        seen: Share,
      }),
    )
    .describe('The share that the scores promise beside the share that was right, in ten bins.'),
  values: z.array(
    z.strictObject({
      name: z.string(),
      truths: z.int(),
      meanAbsoluteError: z.number(),
      meanSquaredError: z.number(),
    }),
  ),
});

const Estimate = z
  .strictObject({
    accuracy: z.number(),
    from: z.number(),
    to: z.number(),
    predictions: z.int().describe('Answers whose scores were counted.'),
    truths: z.int().describe('Answers whose truth says what a score is worth.'),
  })
  .nullable()
  .describe(
    'The share that is right as far as the scores tell, with its 95 % interval, where truths come late ' +
      'or never; null where too few of the last 30 days are known. Never part of `accuracy`.',
  );

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
  stages: z
    .array(
      Distribution.extend({
        stage: z.enum(['decode', 'download', 'create', 'queue', 'inference', 'encode', 'total']),
        start: z.enum(STARTS),
      }),
    )
    .optional()
    .describe(
      'With `stages=true`, where the time goes: `cold` where a prediction waited until its model was loaded. Stages ' +
        'that did not happen are left out.',
    ),
  errors: ErrorCounts.describe("The service's or the model's own fault."),
  clientErrors: ErrorCounts.describe("The callers' fault."),
  versions: z
    .array(
      Summary.extend({
        version: z.int(),
        errors: z.number(),
        clientErrors: z.number(),
        estimatedAccuracy: Estimate,
      }),
    )
    .describe('Those that were called.'),
  shadows: z
    .array(
      z.strictObject({
        version: z.int(),
        copies: z.number().describe('Copies of calls that it ran.'),
        skipped: z.number().describe('Copies that were too large, or too many.'),
        errors: z.number().describe('Copies that it failed at, though their calls were answered.'),
        latencyMs: z.strictObject({ p50: Share, p99: Share }).describe('Loading aside.'),
        compared: z.number().describe('Inputs whose answers were compared.'),
        agreement: Share.describe('The share of them of which it said what was answered.'),
      }),
    )
    .describe('Versions that got copies of calls, and answered nobody.'),
  accuracy: AccuracyView.extend({
    isWhole: z.boolean().describe('True if all truths of the period were read.'),
    versions: z.array(AccuracyView.extend({ version: z.int() })),
  }).describe('Answers beside the truths that were sent for them.'),
  estimatedAccuracy: Estimate,
});
