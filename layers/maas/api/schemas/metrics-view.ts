import * as z from 'zod/mini';
import { ERROR_CODES } from '../../contract/errors.ts';
import { STARTS } from '../../contract/metrics.ts';

const Distribution = z
  .strictObject({
    average: z.nullable(z.number()),
    p50: z.nullable(z.number()),
    p95: z.nullable(z.number()),
    p99: z.nullable(z.number()),
  })
  .check(z.describe('Milliseconds; null where nothing was measured.'));
const ErrorCounts = z.strictObject({
  total: z.number(),
  byType: z.partialRecord(z.enum(ERROR_CODES), z.number()),
});

const Share = z.nullable(z.number());
const Name = z
  .optional(z.string())
  .check(z.describe('The name of the label, where a prediction has several.'));
const AccuracyView = z.strictObject({
  truths: z.int().check(z.describe('Predictions whose truth has come.')),
  accuracy: Share.check(
    z.describe('The share that was right, all labels of a prediction together.'),
  ),
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
    .check(
      z.describe('The share that the scores promise beside the share that was right, in ten bins.'),
    ),
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
  .nullable(
    z.strictObject({
      accuracy: z.number(),
      from: z.number(),
      to: z.number(),
      predictions: z.int().check(z.describe('Answers whose scores were counted.')),
      truths: z.int().check(z.describe('Answers whose truth says what a score is worth.')),
    }),
  )
  .check(
    z.describe(
      'The share that is right as far as the scores tell, with its 95 % interval, where truths come late ' +
        'or never; null where too few of the last 30 days are known. Never part of `accuracy`.',
    ),
  );

const Summary = z.strictObject({
  predictions: z.number(),
  latencyMs: Distribution,
  inferenceMs: Distribution,
  loadMs: Distribution,
  coldStarts: z.number(),
});

/** The answer of `GET /models/{model}/metrics`. */
export const MetricsView = z.extend(Summary, {
  model: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  stages: z
    .optional(
      z.array(
        z.strictObject({
          ...Distribution.shape,
          stage: z.enum(['decode', 'download', 'create', 'queue', 'inference', 'encode', 'total']),
          start: z.enum(STARTS),
        }),
      ),
    )
    .check(
      z.describe(
        'With `stages=true`, where the time goes: `cold` where a prediction waited until its model was loaded. ' +
          'Stages that did not happen are left out.',
      ),
    ),
  errors: ErrorCounts.check(z.describe("The service's or the model's own fault.")),
  clientErrors: ErrorCounts.check(z.describe("The callers' fault.")),
  versions: z
    .array(
      z.extend(Summary, {
        version: z.int(),
        errors: z.number(),
        clientErrors: z.number(),
        estimatedAccuracy: Estimate,
      }),
    )
    .check(z.describe('Those that were called.')),
  shadows: z
    .array(
      z.strictObject({
        version: z.int(),
        copies: z.number().check(z.describe('Copies of calls that it ran.')),
        skipped: z.number().check(z.describe('Copies that were too large, or too many.')),
        errors: z
          .number()
          .check(z.describe('Copies that it failed at, though their calls were answered.')),
        latencyMs: z.strictObject({ p50: Share, p99: Share }).check(z.describe('Loading aside.')),
        compared: z.number().check(z.describe('Inputs whose answers were compared.')),
        agreement: Share.check(z.describe('The share of them of which it said what was answered.')),
      }),
    )
    .check(z.describe('Versions that got copies of calls, and answered nobody.')),
  accuracy: z
    .extend(AccuracyView, {
      isWhole: z.boolean().check(z.describe('True if all truths of the period were read.')),
      versions: z.array(z.extend(AccuracyView, { version: z.int() })),
    })
    .check(z.describe('Answers beside the truths that were sent for them.')),
  estimatedAccuracy: Estimate,
});
